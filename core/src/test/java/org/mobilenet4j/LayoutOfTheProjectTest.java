package org.mobilenet4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the packages promise one another. */
class LayoutOfTheProjectTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mobilenet4j");

    @Test
    void onlyTheSimdKernelsKnowTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.mobilenet4j.kernel.simd")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .check(CORE);
    }

    @Test
    void onlyTheImagePackageKnowsJavasImages() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.mobilenet4j.image..")
                .and()
                .doNotHaveFullyQualifiedName(ImageClassifier.class.getName()) // whose users have them
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.awt..", "javax.imageio..")
                .check(CORE);
    }

    @Test
    void theLibraryNeitherPrintsNorExits() {
        noClasses().should().accessField(System.class, "out").check(CORE);
        noClasses().should().accessField(System.class, "err").check(CORE);
        noClasses().should().callMethod(System.class, "exit", int.class).check(CORE);
    }

    @Test
    void theLibraryHasNoNetwork() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..")
                .check(CORE);
    }

    /** From the ground up; the root package, where a model lives, is the empty name. docs/architecture.md draws it. */
    private static final List<String> LAYERS = List.of(
            "tensor",
            "io",
            "parallel",
            "architecture",
            "parameters",
            "pruning",
            "weights",
            "naming",
            "kernel",
            "detection",
            "image",
            "augmentation",
            "data",
            "evaluation",
            "inference",
            "latency",
            "tuning",
            "quantization",
            "inspection",
            "training",
            "",
            "workflow",
            "datacheck",
            "compression",
            "search");

    private static String[] packagesOf(List<String> layers) {
        return layers.stream()
                .map(layer -> layer.isEmpty() ? "org.mobilenet4j" : "org.mobilenet4j." + layer + "..")
                .toArray(String[]::new);
    }

    @Test
    void aLayerKnowsOnlyThoseBelowIt() {
        for (int i = 0; i + 1 < LAYERS.size(); i++) {
            noClasses()
                    .that()
                    .resideInAnyPackage(packagesOf(LAYERS.subList(i, i + 1)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packagesOf(LAYERS.subList(i + 1, LAYERS.size())))
                    .check(CORE);
        }
    }

    @Test
    void everyPackageHasItsLayer() {
        classes().should().resideInAnyPackage(packagesOf(LAYERS)).check(CORE);
    }
}
