package io.beta9.provisioning.devstack.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the faults led to with the real Terraform and Helm when they were last recorded: one line of
 * {@link RecordedFault#line()} for each.
 */
final class RecordedFaults {
  private static final Path FILE = Path.of("src/test/resources/recorded-faults.tsv");

  private RecordedFaults() {}

  /** Returns the lines by the name of the fault. */
  static Map<String, String> read() {
    if (!Files.exists(FILE)) {
      return Map.of();
    }
    try {
      return Files.readAllLines(FILE).stream()
          .collect(Collectors.toMap(line -> line.substring(0, line.indexOf('\t')), line -> line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(RecordedFault recorded) {
    Map<String, String> lines = new TreeMap<>(read());
    lines.put(recorded.fault(), recorded.line());
    try {
      Files.writeString(FILE, String.join("\n", lines.values()) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
