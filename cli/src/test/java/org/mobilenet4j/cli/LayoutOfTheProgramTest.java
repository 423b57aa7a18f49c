package org.mobilenet4j.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/** What the program's packages promise one another. */
class LayoutOfTheProgramTest {
    private static final JavaClasses CLI = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mobilenet4j.cli");

    /** A pattern would leave out the classes of the package at the top. */
    private static final SliceAssignment BY_PACKAGE = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "the program's packages";
        }
    };

    @Test
    void onlyMainEndsTheProgram() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Main.class)
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(CLI);
    }

    @Test
    void onlyTheProgramsBeginningKnowsTheStandardStreams() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Main.class, StandardStreams.class)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLI);
    }

    @Test
    void whatVerbsWriteThroughKnowsNoVerb() {
        noClasses()
                .that()
                .resideInAPackage("..cli.console..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mobilenet4j.cli", "..cli.weights..")
                .check(CLI);
    }

    /** Which kernels run is chosen in {@code kernel}; how a network is trained is the trainer's own affair. */
    @Test
    void theLibrarysInsidesStayInside() {
        noClasses()
                .that()
                .resideInAnyPackage("..cli..", "..onnx..", "..report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..kernel.simd..", "..kernel.scalar..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.mobilenet4j"));
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().assignedFrom(BY_PACKAGE).should().beFreeOfCycles().check(CLI);
    }
}
