package org.mobilenet4j.cli;

import org.mobilenet4j.kernel.MachineTiling;
import picocli.CommandLine.Option;

/** Whether the kernels go by what was measured on this machine. */
public final class TunedFlag {
    /** Called as the option is read, before any kernel is chosen: tiles are a setting of the JVM. */
    @Option(
            names = "--no-tuned",
            description = "Leave aside what 'tune' has measured on this machine. Results are the same.")
    void leaveAside(boolean isLeftAside) {
        if (isLeftAside) {
            System.setProperty(MachineTiling.PROPERTY, "none");
        }
    }
}
