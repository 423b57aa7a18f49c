package org.mobilenet4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the doctor found, as text to put into a report of a bug: nothing in it tells who the user is or where files lie. */
final class DoctorReport {
    private static final List<String> PROPERTIES =
            List.of("os.name", "os.version", "os.arch", "java.runtime.version", "java.vm.name");

    /** Flags that tell nothing but how the JVM runs. What others hold, such as paths, is the user's own. */
    private static final Pattern FLAG = Pattern.compile("-X.*|--add-modules.*|-Dmobilenet\\.[a-z]+=[A-Za-z0-9]*");

    private DoctorReport() {}

    /**
     * @param properties the JVM's, as {@code System.getProperties} has them
     * @param flags those that the JVM was started with
     */
    static List<String> lines(String version, List<Check> checks, Map<?, ?> properties, List<String> flags) {
        List<String> lines = new ArrayList<>();
        lines.add("mobilenet4j " + version);
        PROPERTIES.forEach(property -> lines.add(property + ": " + properties.get(property)));
        lines.add("flags: "
                + String.join(
                        " ",
                        flags.stream()
                                .filter(flag -> FLAG.matcher(flag).matches() && !flag.contains("/"))
                                .toList()));
        for (Check check : checks) {
            lines.add(check.name() + ": " + check.detail()
                    + (check.remedy().isEmpty() ? "" : " (" + check.remedy() + ")"));
        }
        return lines.stream().map(line -> withoutNames(line, properties)).toList();
    }

    /** The line with the user's folders and name replaced. */
    private static String withoutNames(String line, Map<?, ?> properties) {
        String without = line;
        for (Map.Entry<String, String> name :
                List.of(Map.entry("user.dir", "."), Map.entry("user.home", "~"), Map.entry("user.name", "user"))) {
            if (properties.get(name.getKey()) instanceof String value && value.length() > 1) {
                without = Pattern.compile("(?<![\\w.-])" + Pattern.quote(value) + "(?![\\w.-])")
                        .matcher(without)
                        .replaceAll(name.getValue());
            }
        }
        return without;
    }
}
