import java.io.FileInputStream;
import java.util.List;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/** Holds PDF files against PDF/A-2a and PDF/UA-1 with veraPDF's engine; prints a line for every rule that is broken. */
class PdfProfiles {
    private static final List<PDFAFlavour> PROFILES = List.of(PDFAFlavour.PDFA_2_A, PDFAFlavour.PDFUA_1);

    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            for (PDFAFlavour profile : PROFILES) {
                check(file, profile);
            }
        }
    }

    private static void check(String file, PDFAFlavour profile) throws Exception {
        var foundry = Foundries.defaultInstance();
        try (var content = new FileInputStream(file);
                var parser = foundry.createParser(content, profile);
                var validator = foundry.createValidator(profile, false)) {
            var result = validator.validate(parser);
            System.out.printf("%s\t%s\tchecked %d%n", file, profile.getId(), result.getTotalAssertions());
            for (TestAssertion broken : result.getTestAssertions()) {
                var rule = broken.getRuleId();
                System.out.printf("%s\t%s\tbroken %s-%d: %s (%s)%n", file, profile.getId(), rule.getClause(),
                        rule.getTestNumber(), broken.getMessage(), broken.getLocation().getContext());
            }
        }
    }
}
