package org.mobilenet4j.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the quickstart refuses before it draws; that it teaches a network is seen by running it. */
class DenseQuickstartTest {
    @TempDir
    Path folder;

    @Test
    void refusesWhatDoesNotBelongToItsTask() {
        Run.of("quickstart", "--task", "detection", "--per-kind", 8, "--out", folder)
                .refused("mobilenet quickstart: --per-kind does not go with --task detection; leave it out");
        Run.of("quickstart", "--scenes", 20, "--out", folder)
                .refused("mobilenet quickstart: --scenes does not go with --task classification; leave it out");
        Run.of("quickstart", "--task", "segmentation", "--scenes", 2, "--out", folder)
                .refused("mobilenet quickstart: --scenes is 2, expected 10 to 10000");
        Run.of("quickstart", "--task", "poetry", "--out", folder)
                .refused(
                        "mobilenet quickstart: --task is 'poetry', expected classification, detection or segmentation");
    }
}
