package io.beta9.provisioning.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Compares {@code docs/failures.md} with the catalogue, or writes it: see {@link #COMMAND}. */
class FailuresDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/failures.md");
  private static final String COMMAND =
      "mvn -q -pl api-model test -Dtest=FailuresDocumentTest -Dfailures.write=true";

  @Test
  void the_document_lists_the_catalogue() throws IOException {
    String expected = document();
    if (Boolean.getBoolean("failures.write")) {
      Files.writeString(DOCUMENT, expected);
    }
    assertThat(DOCUMENT)
        .as("docs/failures.md is generated and out of date; regenerate it with: " + COMMAND)
        .exists()
        .content()
        .isEqualTo(expected);
  }

  private static String document() {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        # Failures

        Every failure has a code and a class. The class decides what happens next: whether the operation is retried and who has
        to act. `./provisioner explain CODE` prints an entry; a part of a code lists all codes that contain it. In messages and
        next steps, `<name>` stands for a value of the occurrence; brackets enclose what is shown only if its values are known,
        and `[a|b]` shows the first alternative whose values are known.

        This page is generated from the catalogue in `api-model` (`FailureCode`). To regenerate it:

            %s

        ## Classes

        | class | retried | responsible |
        |---|---|---|
        """
            .formatted(COMMAND));
    for (FailureClass each : FailureClass.values()) {
      out.append(
          "| `%s` | %s | %s |%n"
              .formatted(each.code(), each.retryCondition(), each.responsible().code()));
    }
    for (FailureClass each : FailureClass.values()) {
      out.append("%n## Codes of class `%s`%n".formatted(each.code()));
      Arrays.stream(FailureCode.values())
          .filter(code -> code.failureClass() == each)
          .sorted(Comparator.comparing(FailureCode::code))
          .forEach(code -> out.append(entry(code)));
    }
    return out.toString();
  }

  private static String entry(FailureCode code) {
    return """

    ### %s

    %s Responsible: %s.

    Message: %s.

    Next step: %s.
    """
        .formatted(
            code.code(),
            code.meaning(),
            code.responsible().code().toLowerCase(Locale.ROOT),
            escaped(code.messageTemplate()),
            escaped(code.nextStep()));
  }

  /** Placeholders would be HTML tags, and brackets links. */
  private static String escaped(String text) {
    return text.replace("<", "\\<").replace("[", "\\[");
  }
}
