package io.beta9.provisioning.failure.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.ResponsibleParty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A message that users have reported in public, and the classes and the party that are right for
 * it. Both were decided before the message was classified for the first time.
 */
public record ReportedMessage(
    String message, String source, Set<FailureClass> classes, ResponsibleParty responsible) {
  private static final Path FILE = Path.of("src/test/resources/reported-messages.tsv");

  /** Returns the messages of a kind, without those that are known to be classified wrongly. */
  public static List<ReportedMessage> ofKind(String kind) {
    try (Stream<String> lines = Files.lines(FILE)) {
      return lines
          .skip(1)
          .map(line -> line.split("\t", -1))
          .filter(fields -> fields[1].equals(kind) && fields[6].isEmpty())
          .map(ReportedMessage::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ReportedMessage of(String... fields) {
    return new ReportedMessage(
        fields[2].replace("\\n", "\n").replace("\\t", "\t"),
        fields[3],
        Stream.of(fields[4].split("\\|")).map(FailureClass::valueOf).collect(Collectors.toSet()),
        ResponsibleParty.valueOf(fields[5]));
  }

  /** Asserts that a code is right for the message. */
  public void assertRight(FailureCode code) {
    assertThat(classes).as("%s: %s", code.code(), message).contains(code.failureClass());
    assertThat(code.responsible()).as("%s: %s", code.code(), message).isEqualTo(responsible);
  }

  @Override
  public String toString() {
    return source;
  }
}
