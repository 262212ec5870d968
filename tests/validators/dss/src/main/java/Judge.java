import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;

/** What the European Union's DSS says of each signature of a PDF, tabs between. usage: Judge ROOT.pem FILE */
public final class Judge {
    public static void main(String[] args) {
        final var trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(DSSUtils.loadCertificate(new File(args[0])));
        final var verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        final var validator = SignedDocumentValidator.fromDocument(new FileDocument(args[1]));
        validator.setCertificateVerifier(verifier);
        final var reports = validator.validateDocument();
        for (final SignatureWrapper signature : reports.getDiagnosticData().getSignatures()) {
            final var warnings = reports.getSimpleReport().getAdESValidationWarnings(signature.getId());
            System.out.println(String.join("\t",
                signature.getFirstFieldName(),
                signature.isSignatureIntact() && signature.isSignatureValid() ? "valid" : "broken",
                signature.getSignatureFormat().toString(),
                Integer.toString(signature.getPdfUndefinedChanges().size()),
                String.join(" ", warnings.stream().map(warning -> warning.getValue()).toList())));
        }
    }
}
