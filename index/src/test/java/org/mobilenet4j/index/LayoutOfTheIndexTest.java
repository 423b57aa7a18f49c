package org.mobilenet4j.index;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the module promises. */
class LayoutOfTheIndexTest {
    private static final JavaClasses INDEX = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mobilenet4j.index");

    @Test
    void theIndexPrintsNothingAndKnowsNoProgram() {
        noClasses().should().accessField(System.class, "out").check(INDEX);
        noClasses().should().accessField(System.class, "err").check(INDEX);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.mobilenet4j.cli..", "org.mobilenet4j.report..", "picocli..")
                .check(INDEX);
    }
}
