import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Store;

/**
 * Judges the signatures of PDF files with PDFBox and BouncyCastle, one tab-separated line each:
 * file, field's name, valid|INVALID, stamp's time (milliseconds), covers-whole-file, why.
 * Usage: CheckSignatures ROOT.pem OUT_FOLDER FILE.pdf…   Tokens and what they stamp go to OUT_FOLDER.
 */
public final class CheckSignatures {
    public static void main(String[] arguments) throws Exception {
        java.security.Security.addProvider(new BouncyCastleProvider());
        X509Certificate root;
        try (InputStream in = new FileInputStream(arguments[0])) {
            root = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        for (int i = 2; i < arguments.length; i++) {
            check(new File(arguments[i]), new JcaX509CertificateHolder(root), new File(arguments[1]));
        }
    }

    private static void check(File file, X509CertificateHolder root, File out) throws Exception {
        byte[] bytes = Files.readAllBytes(file.toPath());
        List<PDSignature> signatures;
        try (PDDocument document = PDDocument.load(bytes)) {
            signatures = document.getSignatureDictionaries();
            int n = 0;
            for (PDSignature signature : signatures) {
                String verdict = "valid";
                String why = "";
                long stamped = 0;
                try {
                    stamped = judge(signature, bytes, root, new File(out, file.getName() + "." + n));
                } catch (Exception problem) {
                    verdict = "INVALID";
                    why = problem.getClass().getSimpleName() + ": " + problem.getMessage();
                }
                int[] range = signature.getByteRange();
                System.out.println(String.join("\t", file.getName(), String.valueOf(signature.getName()),
                    verdict, String.valueOf(stamped), String.valueOf(range[2] + range[3] == bytes.length), why));
                n++;
            }
        }
    }

    /** The stamp's time; throws when anything does not hold. */
    private static long judge(PDSignature signature, byte[] file, X509CertificateHolder root, File out)
        throws Exception {
        CMSSignedData cms = new CMSSignedData(
            new CMSProcessableByteArray(signature.getSignedContent(file)), signature.getContents(file));
        SignerInformation signer = cms.getSignerInfos().getSigners().iterator().next();
        X509CertificateHolder certificate = of(cms.getCertificates(), signer.getSID());
        require(signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate)),
            "the signature does not match");
        AttributeTable unsigned = signer.getUnsignedAttributes();
        Attribute attribute =
            unsigned == null ? null : unsigned.get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
        require(attribute != null, "no time-stamp");
        byte[] encoded = attribute.getAttrValues().getObjectAt(0).toASN1Primitive().getEncoded();
        TimeStampToken token = new TimeStampToken(new CMSSignedData(encoded));
        Files.write(new File(out + ".tst").toPath(), encoded);
        Files.write(new File(out + ".signature").toPath(), signer.getSignature());
        Files.write(new File(out + ".cms").toPath(), cms.getEncoded());
        byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(signer.getSignature());
        require(java.util.Arrays.equals(digest, token.getTimeStampInfo().getMessageImprintDigest()),
            "the stamp is of something else");
        X509CertificateHolder stamper = of(token.getCertificates(), token.getSID());
        token.validate(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(stamper));
        java.util.Date when = token.getTimeStampInfo().getGenTime();
        chain(certificate, cms.getCertificates(), root, when);
        chain(stamper, token.getCertificates(), root, when);
        return when.getTime();
    }

    @SuppressWarnings("unchecked")
    private static X509CertificateHolder of(Store<X509CertificateHolder> store, Object selector) {
        Collection<X509CertificateHolder> found =
            store.getMatches((org.bouncycastle.util.Selector<X509CertificateHolder>) selector);
        return found.iterator().next();
    }

    /** From `certificate` to `root`, each valid at `when`. */
    private static void chain(X509CertificateHolder certificate, Store<X509CertificateHolder> others,
        X509CertificateHolder root, java.util.Date when) throws Exception {
        List<X509CertificateHolder> known = new ArrayList<>(others.getMatches(null));
        known.add(root);
        X509CertificateHolder at = certificate;
        for (int steps = 0; steps < 5; steps++) {
            require(at.isValidOn(when), at.getSubject() + " is not valid at " + when);
            X509CertificateHolder issuer = null;
            for (X509CertificateHolder one : known) {
                if (one.getSubject().equals(at.getIssuer())
                    && at.isSignatureValid(new JcaContentVerifierProviderBuilder().setProvider("BC").build(one))) {
                    issuer = one;
                }
            }
            require(issuer != null, "no issuer of " + at.getSubject());
            if (issuer.equals(root)) {
                return;
            }
            at = issuer;
        }
        throw new Exception("no chain to the root");
    }

    private static void require(boolean holds, String otherwise) throws Exception {
        if (!holds) {
            throw new Exception(otherwise);
        }
    }
}
