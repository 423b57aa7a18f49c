package org.mobilenet4j.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What lies over what in the module for Spark. */
class LayoutOfSparkTest {
    private static final JavaClasses SPARK = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mobilenet4j.spark");

    @Test
    void roomsKnowOnlyThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("uses")
                .definedBy("..spark.evaluation", "..spark.duplicates")
                .layer("stages")
                .definedBy("org.mobilenet4j.spark")
                .layer("training")
                .definedBy("..spark.training")
                .layer("ground")
                .definedBy("..spark.doctor", "..spark.image", "..spark.model", "..spark.ranks")
                .whereLayer("uses")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("stages")
                .mayOnlyBeAccessedByLayers("uses")
                .whereLayer("training")
                .mayOnlyBeAccessedByLayers("stages")
                .check(SPARK);
    }

    @Test
    void socketsAreInOnePlaceThatKnowsNothingOfSpark() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..spark.ranks")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.n.*Socket.*")
                .check(SPARK);
        noClasses()
                .that()
                .resideInAPackage("..spark.ranks")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark..")
                .check(SPARK);
    }
}
