package io.beta9.provisioning.failure.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.ResponsibleParty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The error codes that the services which the module uses declare in the descriptions of their
 * APIs, and those that EC2, S3 and the health of EKS document, with the classes that are right for
 * each.
 */
class ErrorCodeNamesTest {
  /** How the code is reported. What else is reported says nothing. */
  private static final List<String> WORDINGS =
      List.of(
          "creating X: operation error Y: CreateX, https response error StatusCode: 400, RequestID:"
              + " a, %s: Rejected",
          "creating X: operation error Y: CreateX, https response error StatusCode: 400, RequestID:"
              + " a, api error %s: Rejected",
          "Error creating X: %s: Rejected\n\tstatus code: 400, request id: a",
          "An error occurred (%s) when calling the CreateX operation: Rejected",
          "Rejected (Service: Y; Status Code: 400; Error Code: %s; Request ID: a)",
          "<Error><Code>%s</Code><Message>Rejected</Message></Error>");

  /** Codes of one kind; any party if none is right alone. */
  private record Kind(
      String name, Set<FailureClass> classes, Set<ResponsibleParty> parties, List<String> codes) {
    static Kind of(String... fields) {
      return new Kind(
          fields[0],
          Stream.of(fields[1].split("\\|")).map(FailureClass::valueOf).collect(Collectors.toSet()),
          fields[2].isEmpty()
              ? Set.of(ResponsibleParty.values())
              : Set.of(ResponsibleParty.valueOf(fields[2])),
          List.of(fields[3].split(" ")));
    }

    @Override
    public String toString() {
      return name;
    }

    boolean isRight(FailureCode code) {
      return classes.contains(code.failureClass()) && parties.contains(code.responsible());
    }
  }

  static List<Kind> kinds() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("src/test/resources/aws-error-codes.tsv"))) {
      return lines.skip(1).map(line -> Kind.of(line.split("\t", -1))).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void each_error_code_of_a_kind_is_classified_as_its_kind(Kind kind) {
    List<String> wrong = new ArrayList<>();
    for (String wording : WORDINGS) {
      for (String code : kind.codes()) {
        String text = String.format(wording, code);
        FailureCode classified = ErrorClassifier.code(text).orElse(FailureCode.TERRAFORM_FAILED);
        if (!kind.isRight(classified)) {
          wrong.add(classified.code() + ": " + text);
        }
      }
    }

    assertThat(kind.codes()).isNotEmpty();
    assertThat(wrong).isEmpty();
  }
}
