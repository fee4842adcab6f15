import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.*;
import javax.xml.crypto.dsig.dom.*;
import javax.xml.crypto.dsig.keyinfo.*;
import javax.xml.crypto.dsig.spec.*;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Verifies and makes XML signatures with the JDK. Tasks come one a line, parts between tabs; so do answers: OK, BAD or UNKNOWN, and why. */
public class JdkSignatures {
    static final String DS = "http://www.w3.org/2000/09/xmldsig#";
    static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");

    public static void main(String[] args) throws Exception {
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] task = line.split("\t", -1);
            String answer;
            try {
                answer = task[0].equals("verify") ? verify(task[1]) : sign(task);
            } catch (Exception e) {
                answer = (isUnknown(e) ? "UNKNOWN " : "BAD ") + reason(e);
            }
            System.out.println(task[task.length - 1] + "\t" + answer.replace('\n', ' '));
        }
    }

    static String verify(String file) throws Exception {
        Document document = parse(Files.readAllBytes(Path.of(file)));
        markIds(document.getDocumentElement());
        Element signature = (Element) document.getElementsByTagNameNS(DS, "Signature").item(0);
        String encoded = signature.getElementsByTagNameNS(DS, "X509Certificate").item(0).getTextContent();
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Base64.getMimeDecoder().decode(encoded)));
        PublicKey key = certificate.getPublicKey();
        DOMValidateContext context = new DOMValidateContext(KeySelector.singletonKeySelector(key), signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", false);
        context.setBaseURI(new File(file).getParentFile().toURI().toString());
        XMLSignature read = FACTORY.unmarshalXMLSignature(context);
        if (!read.getSignatureValue().validate(context)) return "BAD value";
        for (Object reference : read.getSignedInfo().getReferences())
            if (!((Reference) reference).validate(context)) return "BAD reference " + ((Reference) reference).getURI();
        return "OK";
    }

    /** sign, p12, signature method, digest, canonicalization, packaging, out */
    static String sign(String[] task) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(Files.newInputStream(Path.of(task[1])), "secret".toCharArray());
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, "secret".toCharArray());
        Document document = parse(("<a xmlns='urn:a' xmlns:p='urn:p'>\n<p:b p:c='1'>Mar\u00eda &amp; &lt;x&gt;</p:b><!-- gone --></a>").getBytes("UTF-8"));
        DigestMethod digest = FACTORY.newDigestMethod(task[3], null);
        Transform form = FACTORY.newTransform(task[4], (TransformParameterSpec) null);
        List<Reference> references = new ArrayList<>();
        List<XMLObject> objects = new ArrayList<>();
        Node parent = document.getDocumentElement();
        switch (task[5]) {
            case "enveloped":
                references.add(FACTORY.newReference("", digest, List.of(FACTORY.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null), form), null, null));
                break;
            case "enveloping":
                objects.add(FACTORY.newXMLObject(Collections.singletonList(new DOMStructure(document.getDocumentElement().cloneNode(true))), "o", "text/xml", null));
                references.add(FACTORY.newReference("#o", digest, List.of(form), DS + "Object", null));
                document = DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument();
                parent = document;
                break;
            default:
                references.add(FACTORY.newReference("one.bin", digest));
                references.add(FACTORY.newReference("two%20words.xml", digest, List.of(form), null, null));
        }
        SignedInfo info = FACTORY.newSignedInfo(
            FACTORY.newCanonicalizationMethod(task[4], (C14NMethodParameterSpec) null), FACTORY.newSignatureMethod(task[2], null), references);
        KeyInfoFactory keys = FACTORY.getKeyInfoFactory();
        KeyInfo keyInfo = keys.newKeyInfo(List.of(keys.newX509Data(List.of(store.getCertificate(alias)))));
        DOMSignContext context = new DOMSignContext(key, parent);
        context.setProperty("org.jcp.xml.dsig.secureValidation", false);
        context.setBaseURI(new File(task[6]).getParentFile().toURI().toString());
        FACTORY.newXMLSignature(info, keyInfo, objects, "s", null).sign(context);
        TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(new File(task[6])));
        return "OK";
    }

    static Document parse(byte[] octets) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(octets));
    }

    static void markIds(Element element) {
        if (element.hasAttribute("Id")) element.setIdAttribute("Id", true);
        NodeList children = element.getChildNodes();
        for (int i = 0; i < children.getLength(); i++)
            if (children.item(i) instanceof Element) markIds((Element) children.item(i));
    }

    static boolean isUnknown(Throwable e) {
        for (; e != null; e = e.getCause()) {
            String said = String.valueOf(e.getMessage());
            if (e instanceof java.security.NoSuchAlgorithmException || e instanceof java.security.cert.CertificateException || e instanceof java.security.InvalidKeyException
                || e instanceof java.security.UnrecoverableKeyException || said.contains("unsupported") || said.contains("Curve") || said.contains("curve")) return true;
        }
        return false;
    }

    static String reason(Throwable e) {
        StringBuilder reason = new StringBuilder();
        for (; e != null; e = e.getCause()) reason.append(e).append("; ");
        return reason.toString();
    }
}
