package org.mobilenet4j.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the module promises. */
class LayoutOfReportsTest {
    private static final JavaClasses REPORT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mobilenet4j.report");

    @Test
    void reportsPrintNothing() {
        noClasses().should().accessField(System.class, "out").check(REPORT);
        noClasses().should().accessField(System.class, "err").check(REPORT);
    }

    @Test
    void reportsKnowNeitherTheProgramNorOtherRuntimes() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mobilenet4j.cli..", "org.mobilenet4j.onnx..", "picocli..", "com.google..")
                .check(REPORT);
    }
}
