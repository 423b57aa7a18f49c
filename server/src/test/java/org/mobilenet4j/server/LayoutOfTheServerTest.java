package org.mobilenet4j.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What lies over what in the server. */
class LayoutOfTheServerTest {
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mobilenet4j.server");

    @Test
    void roomsKnowOnlyThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("server")
                .definedBy("org.mobilenet4j.server")
                .layer("route")
                .definedBy("..server.route")
                .layer("inference")
                .definedBy("..server.inference")
                .layer("http")
                .definedBy("..server.http")
                .layer("model")
                .definedBy("..server.model")
                .layer("batching")
                .definedBy("..server.batching")
                .layer("metrics")
                .definedBy("..server.metrics")
                .whereLayer("server")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("route")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("inference")
                .mayOnlyBeAccessedByLayers("server", "route")
                .whereLayer("http")
                .mayOnlyBeAccessedByLayers("server", "route")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers("server", "route", "inference")
                .whereLayer("batching")
                .mayOnlyBeAccessedByLayers("server", "route", "inference")
                .whereLayer("metrics")
                .mayOnlyBeAccessedByLayers("server", "route")
                .check(SERVER);
    }

    @Test
    void jettyIsBehindHttpAndMicrometerBehindMetrics() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..server.http")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .check(SERVER);
        noClasses()
                .that()
                .resideOutsideOfPackage("..server.metrics")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(SERVER);
    }

    @Test
    void nothingIsPrintedNorEnded() {
        noClasses().should().accessField(System.class, "out").check(SERVER);
        noClasses().should().accessField(System.class, "err").check(SERVER);
        noClasses().should().callMethod(System.class, "exit", int.class).check(SERVER);
    }
}
