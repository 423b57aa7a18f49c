package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DoctorReportTest {
    @Test
    void tellsTheMachineAndNothingOfItsUser() {
        List<Check> checks = List.of(
                Check.ok("kernels", "vectors of 512 bits"),
                Check.warn("cache", "/home/ada/.cache/mobilenet4j cannot be written to", "Ask ada, not adaptive."),
                Check.ok("JPEG decoder", "/home/ada/work/lib/libturbojpeg.so"));
        Map<String, String> properties = Map.of(
                "os.name", "Linux",
                "os.version", "6.1",
                "os.arch", "amd64",
                "java.runtime.version", "25.0.3+9",
                "java.vm.name", "OpenJDK 64-Bit Server VM",
                "user.name", "ada",
                "user.home", "/home/ada",
                "user.dir", "/home/ada/work");

        List<String> lines = DoctorReport.lines(
                "0.1.0",
                checks,
                properties,
                List.of("-Xmx8g", "-Dmobilenet.kernels=256", "-Dsecret=abc", "-XX:SharedArchiveFile=/home/ada/a.jsa"));

        assertThat(lines)
                .containsExactly(
                        "mobilenet4j 0.1.0",
                        "os.name: Linux",
                        "os.version: 6.1",
                        "os.arch: amd64",
                        "java.runtime.version: 25.0.3+9",
                        "java.vm.name: OpenJDK 64-Bit Server VM",
                        "flags: -Xmx8g -Dmobilenet.kernels=256",
                        "kernels: vectors of 512 bits",
                        "cache: ~/.cache/mobilenet4j cannot be written to (Ask user, not adaptive.)",
                        "JPEG decoder: ./lib/libturbojpeg.so");
    }
}
