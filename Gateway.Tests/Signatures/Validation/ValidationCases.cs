namespace Gateway.Tests.Signatures.Validation;

/// <summary>
/// What a whole validation answers for every file of the collection, without anchors: all that is sound ends at the
/// anchors. A note says where that differs from the index, and why.
/// </summary>
public static class ValidationCases
{
    private const string Sound = "NO_CERTIFICATE_CHAIN_FOUND intact valid named";
    private const string NoCertificate = "NO_SIGNING_CERTIFICATE_FOUND";
    private const string Format = "FORMAT_FAILURE";
    private const string NotFound = "SIGNED_DATA_NOT_FOUND";

    /// <summary>
    /// Sub-indication, what was found, and level, of each signature in turn; or why none could be validated.
    /// </summary>
    public static readonly (string File, string[] Answers, string? Note)[] All =
    [
        ("dss/xades/dss-signed.xml", [$"{Sound} XAdES-BASELINE-B"], null),
        ("dss/xades/10963_signed.xml", [$"{Sound} XAdES-BES"], null),
        ("dss/xades/11068_signed.xml", [$"{Sound} XAdES-BES"], null),
        ("dss/xades/Signature-X-BE_ECON-3.xml", [$"{Sound} XAdES-BASELINE-LT"], null),
        ("dss/xades/Signature-X-FR_NOT-3.xml", [$"{Sound} XAdES-BES"], null),
        ("dss/xades/Signature-X-UK_ASC-2.xml", [$"{Sound} XAdES-BASELINE-B"], null),
        ("dss/xades/qes-xades111-filter2.xml", [$"{Sound} XAdES-EPES"], null),
        ("dss/xades/xades-ecc-brainpool.xml", [$"{Sound} XAdES-BASELINE-B"], null),
        ("dss/xades/xades-with-counter-sig-type.xml", [$"{Sound} XAdES-BASELINE-B"], null),
        ("dss/xades/xades-extended-xl.xml", [$"{Sound} XAdES-XL"], null),
        ("dss/xades/xades-t-with-tsvd.xml", [$"{Sound} XAdES-BASELINE-T"], null),
        ("dss/xades/dss1987/data2sign-signed-xades-enveloped-baseline-lta.xml", [$"{Sound} XAdES-BASELINE-LTA"], null),
        (
            "dss/xades/dss2278/xades-with-multiple-signaturetimestamps.xml",
            [$"{Sound} XAdES-BASELINE-B"],
            "three tokens in one property: intact, and not what level T asks for"
        ),
        ("dss/xades/dss3758/xades-bes-issuer-linebreaks.xml", [$"{Sound} XAdES-BASELINE-B"], null),
        ("dss/xades/dss1770/dss1770rootAndRefs.xml", [$"{Sound} XAdES-BASELINE-B"], null),
        (
            "dss/xades/xmldsig-only.xml",
            [$"{NoCertificate} intact valid XMLDSig"],
            "there is no certificate in it, only a key"
        ),
        ("dss/xades/xades-wrong-sign-cert-digest.xml", [$"{NoCertificate} intact valid XAdES-BASELINE-B"], null),
        ("dss/xades/xades-t-copied-sigtst.xml", [$"{Sound} XAdES-BASELINE-B"], null),
        ("dss/xades/xades-lta-copied-atst.xml", [$"{Sound} XAdES-BASELINE-LT"], null),
        ("dss/xades/dss2517/xades-dataobjectformat-no-mimetype.xml", [$"{Sound} XAdES-BES"], null),
        (
            "dss/xades/xades-counter-signature-injected.xml",
            [$"{Sound} XAdES-BASELINE-B", "counter HASH_FAILURE valid named XAdES-BASELINE-B"],
            "the index tells in its own terms that the value is intact and the whole is not valid"
        ),
        (
            "dss/xades/xades-counter-signature-no-type-invalid.xml",
            [$"{Sound} XAdES-BES", "counter HASH_FAILURE valid named XAdES-BASELINE-B"],
            "the same"
        ),
        ("dss/xades/xades-tampered-reference.xml", [Format], null),
        ("dss/xades/xades-tampered-keyinfo.xml", [$"{NoCertificate} XAdES-BES"], null),
        (
            "dss/xades/xades-unsupported-signature-algorithm.xml",
            ["CRYPTO_CONSTRAINTS_FAILURE_NO_POE intact named XAdES-BASELINE-B"],
            null
        ),
        (
            "dss/xades/xades-no-keyinfo-sign-cert.xml",
            [$"{NoCertificate} intact XAdES-BASELINE-B"],
            "its level is told as put together; that its signer is missing is told apart"
        ),
        ("dss/xades/dss-signed-altered-signedPropsRemoved.xml", ["SIG_CRYPTO_FAILURE intact named XAdES-BES"], null),
        ("dss/xades/xades-detached-with-object-type-ref.xml", [$"{NotFound} named XAdES-BASELINE-LT"], null),
        ("dss/xades/xsw/original.xml", [$"{Sound} XAdES-BASELINE-B"], null),
        ("dss/xades/xsw/XSW-enveloped-fake-content.xml", [$"{Sound} XAdES-BASELINE-B"], "its scope is told as partial"),
        ("dss/xades/xsw/XSW-enveloped-fake-content-two-same-id.xml", [Format], null),
        ("dss/xades/xsw/XSW-enveloping-fake-manifest.xml", [$"{NotFound} valid named XAdES-BASELINE-B"], null),
        ("dss/xades/xsw/disable-checks.xml", [$"{NotFound} valid named XAdES-BASELINE-B"], null),
        ("dss/asic/onefile-ok.asics", [$"{Sound} XAdES-BASELINE-B"], null),
        ("dss/asic/onefile-too-much-files.asice", [$"{Sound} XAdES-BASELINE-B"], null),
        ("dss/asic/onefile-wrong-file.asice", [$"{NotFound} valid named XAdES-BASELINE-B"], null),
        ("dss/asic/removed-doc.asics", ["HASH_FAILURE valid named XAdES-BASELINE-LT"], null),
        ("dss/asic/no-root-signed-file.asics", [$"{Format} intact valid named XAdES-BASELINE-B"], null),
        (
            "dss/asic/container-with-counter-signature.asice",
            [$"{Sound} XAdES-BASELINE-B", $"counter {Sound} XAdES-BASELINE-B"],
            null
        ),
        ("dss/asic/test+test.edoc", [$"{Sound} XAdES-BASELINE-LT"], null),
        ("digidoc4j/valid-containers/valid-asice.asice", [$"{Sound} XAdES-BASELINE-LT"], null),
        ("digidoc4j/valid-containers/PSS-signature.asice", [$"{Sound} XAdES-BASELINE-LT"], null),
        (
            "digidoc4j/valid-containers/plus-in-datafile-name-unencoded-in-signature.asice",
            [$"{Sound} XAdES-BASELINE-LT"],
            null
        ),
        (
            "digidoc4j/invalid-containers/datafile-name-in-signature-contains-path-separator.asice",
            [$"{Format} valid named XAdES-BASELINE-LT"],
            null
        ),
        (
            "digidoc4j/invalid-containers/KS-18_lisatudfilemanifest.4.asice",
            [$"{Format} intact valid named XAdES-BASELINE-B"],
            null
        ),
        (
            "digidoc4j/invalid-containers/multiple_EncapsulatedTimeStamp_elements_in_single_SignatureTimeStamp.asice",
            [$"{Sound} XAdES-BASELINE-B"],
            "differs: the two tokens keep it from level T and are no failure"
        ),
        (
            "digidoc4j/invalid-containers/TS-08_23634_TS_OCSP_before_TS.asice",
            [$"{Sound} XAdES-BASELINE-LT"],
            "differs: without anchors it ends before the times of responses are looked at; TimeTests holds that rule"
        ),
        (
            "digidoc4j/invalid-containers/zip_misses_file_which_is_in_manifest.asice",
            [$"{NotFound} valid named XAdES-BASELINE-LT"],
            null
        ),
        (
            "digidoc4j/invalid-containers/missing_mimetype_file.asice",
            [$"{Sound} XAdES-BASELINE-B"],
            "differs: the standard lets the mimetype be left out; it is a warning"
        ),
        ("digidoc4j/invalid-containers/zip-bomb.asice", [$"{Sound} XAdES-BASELINE-B"], null),
        (
            "libdigidocpp/asice-path.asice",
            ["No signature covers any file."],
            "it holds no signature; that it opens is for the container's tests"
        ),
        ("libdigidocpp/dot.asice", ["A part of a name is empty or a step."], null),
        (
            "X-Road/valid-signed-message.asice",
            [$"{Sound} XAdES-BASELINE-B"],
            "its timestamp is of another canonical form than XAdES says"
        ),
        (
            "X-Road/valid-batch-ts.asice",
            [$"{Sound} XAdES-BASELINE-B"],
            "its timestamp hangs on a chain of hashes, which is X-Road's own"
        ),
        ("X-Road/invalid-digest.asice", ["HASH_FAILURE valid named XAdES-BASELINE-B"], null),
        ("X-Road/invalid-ts-hashchainresult.asice", [$"{Format} valid named XAdES-BES"], null),
        (
            "xmlsec/aleksey-xmldsig-01/enveloped-sha256-ecdsa-sha256.xml",
            [$"{NoCertificate} XMLDSig"],
            "differs: the key is meant by a name and is not in the collection"
        ),
        (
            "xmlsec/aleksey-xmldsig-01/enveloped-x509-same-subj-cert.xml",
            ["NO_CERTIFICATE_CHAIN_FOUND intact valid XMLDSig"],
            null
        ),
        (
            "xmlsec/merlin-xmldsig-twenty-three/signature.xml",
            ["Documents with a document type declaration are not read."],
            null
        ),
        ("xml-crypto/saml_multiple_signed_info_nodes.xml", [Format], null),
        ("xml-crypto/valid_saml_with_digest_comment.xml", [Format], null),
        (
            "xades4j/bad/document.signed.bes.signedpropsrefnotype.xml",
            [$"{NoCertificate} intact valid XAdES-BES"],
            "the certificate it names is not in it either, which is found before the missing type"
        ),
        ("xades4j/bad/TSL_BE.nocert.xml", [$"{NoCertificate} intact valid XAdES-BES"], null),
        ("xades4j/bad/document.signed.bes.invalidsigvalue.xml", ["SIG_CRYPTO_FAILURE intact named XAdES-BASELINE-B"], null),
        (
            "xades4j/bad/document.signed.t.bes.badtsdigest.xml",
            [$"{Sound} XAdES-BES"],
            "the timestamp is not intact and counts for nothing; the signature is"
        ),
        ("xades4j/document.signed.bes.xml", [$"{Sound} XAdES-BASELINE-B"], null),
        (
            "xades4j/document.signed.bes.cs.cs.xml",
            [$"{Sound} XAdES-BES", $"counter {Sound} XAdES-BES", $"counter {Sound} XAdES-BASELINE-B"],
            null
        ),
        ("xades4j/document.signed.t.bes.xml", [$"{Sound} XAdES-T"], null),
        (
            "xades4j/document.signed.bes.extres.xml",
            [$"{NotFound} valid named XAdES-BASELINE-B"],
            "differs: the file it signs is not in the collection"
        ),
        ("xades4j/detached.bes.xml", [$"{Sound} XAdES-BES"], null),
        ("xades4j/document.xml", ["The document holds no signature."], null),
        ("dss/tl/cache/https___sr_riik_ee_tsl_estonian_tsl_xml", [$"{Sound} XAdES-BASELINE-B"], null),
        ("dss/tl/cache/https___trustlist_gov_lv_tsl_latvian_tsl_xml", [$"{Sound} XAdES-BASELINE-B"], null),
    ];
}
