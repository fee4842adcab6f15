namespace Gateway.Tests.Signatures;

/// <summary>
/// What the engine answers for every file of the collection. Where that differs from what the collection's index expects of
/// a whole validation, the note says why: most often because the reason to reject lies above core validation.
/// </summary>
public static class CorpusCases
{
    public const string Intact = "intact";
    public const string Partial = "intact, and covers a part only";
    public const string Altered = "altered";
    public const string NotFound = "not found";
    public const string Misplaced = "misplaced";
    public const string InvalidValue = "invalid value";
    public const string Unsupported = "unsupported";
    public const string NoKey = "no key";
    public const string NoSignature = "not a signature";
    public const string Doctype = "document type declaration";
    public const string Nothing = "nothing signed";

    private const string Container = "differs: what is wrong is wrong in the container, which is judged above";
    private const string Property = "differs: what is wrong is in properties or timestamps, which are judged above";

    public static readonly (string File, string Answer, string? Note)[] All =
    [
        ("dss/xades/dss-signed.xml", Intact, null),
        ("dss/xades/10963_signed.xml", Partial, null),
        ("dss/xades/11068_signed.xml", Partial, null),
        ("dss/xades/Signature-X-BE_ECON-3.xml", Intact, null),
        ("dss/xades/Signature-X-FR_NOT-3.xml", Intact, "ids of its content repeat; none of them is referred to"),
        ("dss/xades/Signature-X-UK_ASC-2.xml", Intact, "in ISO-8859-1"),
        ("dss/xades/qes-xades111-filter2.xml", Intact, null),
        ("dss/xades/xades-ecc-brainpool.xml", Intact, null),
        ("dss/xades/xades-with-counter-sig-type.xml", Partial, null),
        ("dss/xades/xades-extended-xl.xml", Intact, null),
        ("dss/xades/xades-t-with-tsvd.xml", Partial, null),
        ("dss/xades/dss1987/data2sign-signed-xades-enveloped-baseline-lta.xml", Intact, null),
        ("dss/xades/dss2278/xades-with-multiple-signaturetimestamps.xml", Partial, null),
        ("dss/xades/dss3758/xades-bes-issuer-linebreaks.xml", Partial, null),
        ("dss/xades/dss1770/dss1770rootAndRefs.xml", Intact, null),
        ("dss/xades/xmldsig-only.xml", Partial, null),
        ("dss/xades/xades-wrong-sign-cert-digest.xml", Partial, Property),
        ("dss/xades/xades-t-copied-sigtst.xml", Intact, Property),
        ("dss/xades/xades-lta-copied-atst.xml", Partial, Property),
        ("dss/xades/dss2517/xades-dataobjectformat-no-mimetype.xml", Intact, Property),
        (
            "dss/xades/xades-counter-signature-injected.xml",
            Partial,
            Property + ": the counter-signature is of another signature's value"
        ),
        (
            "dss/xades/xades-counter-signature-no-type-invalid.xml",
            Intact,
            Property + ": the counter-signature is of no value"
        ),
        ("dss/xades/xades-tampered-reference.xml", NoSignature, null),
        ("dss/xades/xades-tampered-keyinfo.xml", NoKey, null),
        ("dss/xades/xades-unsupported-signature-algorithm.xml", Unsupported, null),
        ("dss/xades/xades-no-keyinfo-sign-cert.xml", InvalidValue, null),
        ("dss/xades/dss-signed-altered-signedPropsRemoved.xml", InvalidValue, null),
        ("dss/xades/xades-detached-with-object-type-ref.xml", InvalidValue, null),
        ("dss/xades/xsw/original.xml", Intact, null),
        ("dss/xades/xsw/XSW-enveloped-fake-content.xml", Partial, null),
        ("dss/xades/xsw/XSW-enveloped-fake-content-two-same-id.xml", NoSignature, null),
        ("dss/xades/xsw/XSW-enveloping-fake-manifest.xml", Misplaced, null),
        ("dss/xades/xsw/disable-checks.xml", Misplaced, null),
        ("dss/asic/onefile-ok.asics", Intact, null),
        ("dss/asic/onefile-too-much-files.asice", Intact, null),
        ("dss/asic/onefile-wrong-file.asice", NotFound, null),
        ("dss/asic/removed-doc.asics", Altered, null),
        ("dss/asic/no-root-signed-file.asics", Intact, Container),
        ("dss/asic/container-with-counter-signature.asice", Intact, null),
        ("dss/asic/test+test.edoc", Intact, null),
        ("digidoc4j/valid-containers/valid-asice.asice", Intact, null),
        ("digidoc4j/valid-containers/PSS-signature.asice", Intact, null),
        ("digidoc4j/valid-containers/plus-in-datafile-name-unencoded-in-signature.asice", Intact, null),
        ("digidoc4j/invalid-containers/datafile-name-in-signature-contains-path-separator.asice", NotFound, null),
        ("digidoc4j/invalid-containers/KS-18_lisatudfilemanifest.4.asice", Intact, Container),
        (
            "digidoc4j/invalid-containers/multiple_EncapsulatedTimeStamp_elements_in_single_SignatureTimeStamp.asice",
            Intact,
            Property
        ),
        ("digidoc4j/invalid-containers/TS-08_23634_TS_OCSP_before_TS.asice", Intact, Property),
        ("digidoc4j/invalid-containers/zip_misses_file_which_is_in_manifest.asice", NotFound, null),
        ("digidoc4j/invalid-containers/missing_mimetype_file.asice", Intact, Container),
        ("digidoc4j/invalid-containers/zip-bomb.asice", Intact, null),
        ("libdigidocpp/asice-path.asice", Nothing, null),
        ("libdigidocpp/dot.asice", Nothing, Container),
        ("X-Road/valid-signed-message.asice", Intact, null),
        ("X-Road/valid-batch-ts.asice", Intact, null),
        ("X-Road/invalid-digest.asice", Altered, null),
        ("X-Road/invalid-ts-hashchainresult.asice", Altered, null),
        (
            "xmlsec/aleksey-xmldsig-01/enveloped-sha256-ecdsa-sha256.xml",
            NoKey,
            "differs: the key is meant by a name and is not in the collection"
        ),
        (
            "xmlsec/aleksey-xmldsig-01/enveloped-x509-same-subj-cert.xml",
            Intact,
            "differs: it must fail because its certificate only looks like the trusted one, and trust is judged above"
        ),
        (
            "xmlsec/merlin-xmldsig-twenty-three/signature.xml",
            Doctype,
            "valid in its suite; a strict policy must reject it, and this one does"
        ),
        ("xml-crypto/saml_multiple_signed_info_nodes.xml", NoSignature, null),
        ("xml-crypto/valid_saml_with_digest_comment.xml", NoSignature, null),
        ("xades4j/bad/document.signed.bes.signedpropsrefnotype.xml", Partial, Property),
        (
            "xades4j/bad/TSL_BE.nocert.xml",
            Intact,
            "differs: there is a key and no certificate, and certificates are chosen above"
        ),
        ("xades4j/bad/document.signed.bes.invalidsigvalue.xml", InvalidValue, null),
        ("xades4j/bad/document.signed.t.bes.badtsdigest.xml", Intact, Property),
        ("xades4j/document.signed.bes.xml", Intact, null),
        ("xades4j/document.signed.bes.cs.cs.xml", Intact, null),
        ("xades4j/document.signed.t.bes.xml", Intact, null),
        ("xades4j/document.signed.bes.extres.xml", NotFound, "differs: the file it signs is not in the collection"),
        ("xades4j/detached.bes.xml", Partial, null),
        ("xades4j/document.xml", Nothing, null),
        ("dss/tl/cache/https___sr_riik_ee_tsl_estonian_tsl_xml", Intact, null),
        ("dss/tl/cache/https___trustlist_gov_lv_tsl_latvian_tsl_xml", Intact, null),
    ];
}
