import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Holds PDF files against PDF/A-2a and PDF/UA-1 with veraPDF's engine and its own profiles.
 *
 * Prints for each file and profile how many rules the profile has, how many times one was applied, and, one to a line,
 * what is broken, with the number of times and the first place. The arguments are the files.
 */
class PdfProfiles {
    private static final Map<PDFAFlavour, String> PROFILES = new LinkedHashMap<>();

    static {
        PROFILES.put(PDFAFlavour.PDFA_2_A, "PDFA-2A.xml");
        PROFILES.put(PDFAFlavour.PDFUA_1, "PDFUA-1.xml");
    }

    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (var entry : PROFILES.entrySet()) {
            ValidationProfile profile = read(entry.getKey(), entry.getValue());
            for (String file : files) {
                check(file, profile);
            }
        }
    }

    private static void check(String file, ValidationProfile profile) throws Exception {
        PDFAFlavour flavour = profile.getPDFAFlavour();
        try (var content = new FileInputStream(file);
                var parser = Foundries.defaultInstance().createParser(content, flavour);
                var validator = Foundries.defaultInstance().createValidator(profile, false)) {
            var result = validator.validate(parser);
            Map<String, List<TestAssertion>> broken = new LinkedHashMap<>();
            for (TestAssertion one : result.getTestAssertions()) {
                var rule = one.getRuleId();
                String name = rule.getClause() + "-" + rule.getTestNumber() + " " + one.getMessage();
                broken.computeIfAbsent(name, ignored -> new ArrayList<>()).add(one);
            }
            System.out.printf("%s\t%s\t%d rules applied %d times, %d broken%n", file, flavour.getId(),
                    profile.getRules().size(), result.getTotalAssertions(), broken.size());
            broken.forEach((name, places) -> System.out.printf("%s\t%s\tbroken %d times: %s, first at %s%n", file,
                    flavour.getId(), places.size(), name, places.get(0).getLocation().getContext()));
        }
    }

    /** Reads a profile by hand: the engine's own way needs a library for XML that is not packed with it. */
    private static ValidationProfile read(PDFAFlavour flavour, String name) throws Exception {
        try (var content = Profiles.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name)) {
            Element profile = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(content).getDocumentElement();
            Set<Rule> rules = new LinkedHashSet<>();
            for (Element rule : children(child(profile, "rules"), "rule")) {
                rules.add(rule(rule));
            }
            Set<Variable> variables = new LinkedHashSet<>();
            for (Element variable : children(child(profile, "variables"), "variable")) {
                variables.add(Profiles.variableFromValues(variable.getAttribute("name"), variable.getAttribute("object"),
                        text(variable, "defaultValue"), text(variable, "value")));
            }
            return Profiles.profileFromValues(flavour, Profiles.profileDetailsFromValues(name, "", "", null), "", rules,
                    variables);
        }
    }

    private static Rule rule(Element rule) {
        Element id = child(rule, "id");
        var number = Profiles.ruleIdFromValues(
                PDFAFlavour.Specification.valueOf(id.getAttribute("specification")), id.getAttribute("clause"),
                Integer.parseInt(id.getAttribute("testNumber")));
        // The arguments would only fill in the message; the place is told anyway.
        var error = Profiles.errorFromValues(text(child(rule, "error"), "message"), new ArrayList<ErrorArgument>());
        String deferred = rule.getAttribute("deferred");
        return Profiles.ruleFromValues(number, rule.getAttribute("object"),
                deferred.isEmpty() ? null : Boolean.valueOf(deferred), rule.getAttribute("tags"),
                text(rule, "description"), text(rule, "test"), error, List.of());
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent == null ? null : parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static Element child(Element parent, String name) {
        return children(parent, name).stream().findFirst().orElse(null);
    }

    private static String text(Element parent, String name) {
        return child(parent, name).getTextContent();
    }
}
