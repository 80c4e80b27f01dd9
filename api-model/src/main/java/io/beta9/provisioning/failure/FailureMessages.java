package io.beta9.provisioning.failure;

import io.beta9.provisioning.failure.text.FailureTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders failures as sentences. No other code composes them, and none parses them. */
final class FailureMessages {
  /** As in a synopsis, where no environment is known: {@code env retry ENVIRONMENT}. */
  private static final Map<FailureParameter, String> DEFAULTS =
      Map.of(FailureParameter.ENVIRONMENT, "ENVIRONMENT");

  private static final FailureTemplate ACCOMPANYING =
      new FailureTemplate(
          "[; {resource_id} is {aws_status}|; its id is {resource_id}][; AWS reports: {aws_events}]"
              + "[; it is used by {blockers}][ (also for {also_for})]"
              + "[; accompanied by {companions}]");

  private static final FailureTemplate INSPECTION =
      new FailureTemplate("[. To see it, run '{inspection}']");

  private FailureMessages() {}

  /** Returns what failed, as a clause without a full stop: "Creating the database failed". */
  static String what(Failure failure) {
    return recorded(failure, FailureParameter.RECORDED_WHAT, failure.code().what());
  }

  /** Returns the cause as a clause without a full stop, followed by those of further failures. */
  static String why(Failure failure) {
    return Stream.concat(
            Stream.of(ownCause(failure)), failure.others().stream().map(FailureMessages::further))
        .collect(Collectors.joining("; also "));
  }

  private static String ownCause(Failure failure) {
    String rendered = recorded(failure, FailureParameter.RECORDED_WHY, failure.code().why());
    return (rendered.isEmpty() ? "no reason was reported" : rendered)
        + render(ACCOMPANYING, failure);
  }

  /** Returns a further failure with its code, because it is a cause of its own. */
  private static String further(Failure other) {
    return other.code().code()
        + other.resource().map(resource -> " for " + resource.value()).orElse("")
        + ": "
        + why(other);
  }

  /**
   * Returns the next step, one imperative sentence, followed by those of further failures. Further
   * failures that pass with time require none.
   */
  static String next(Failure failure) {
    String own =
        recorded(failure, FailureParameter.RECORDED_NEXT, failure.code().next())
            + render(INSPECTION, failure);
    return Stream.concat(
            Stream.of(own),
            failure.others().stream()
                .filter(other -> !other.kind().passesByItself())
                .map(Failure::next))
        .distinct()
        .collect(Collectors.joining(". "));
  }

  /**
   * Returns the commands of the CLI that the next step advises, in order; none if the failure was
   * recorded as text only.
   */
  static List<String> commands(Failure failure) {
    List<String> own =
        failure.parameter(FailureParameter.RECORDED_NEXT).isPresent()
            ? List.of()
            : failure.code().next().commands(name -> value(name, failure));
    return Stream.concat(
            own.stream(),
            failure.others().stream()
                .filter(other -> !other.kind().passesByItself())
                .flatMap(other -> commands(other).stream()))
        .distinct()
        .toList();
  }

  static String summary(Failure failure) {
    return what(failure) + ": " + why(failure);
  }

  /** Returns everything, as in the column {@code error_message}. */
  static String message(Failure failure) {
    return sentence(summary(failure)) + " " + sentence(next(failure));
  }

  private static String recorded(Failure failure, FailureParameter text, FailureTemplate template) {
    return failure.parameter(text).orElseGet(() -> render(template, failure)).strip();
  }

  private static String render(FailureTemplate template, Failure failure) {
    return template.render(name -> value(name, failure));
  }

  private static Optional<String> value(String placeholder, Failure failure) {
    if (placeholder.equals(FailureCode.SUBJECT)) {
      return failure.about().map(FailureSubject::value);
    }
    return FailureParameter.of(placeholder)
        .flatMap(
            parameter ->
                failure
                    .parameter(parameter)
                    .map(parameter::render)
                    .or(() -> Optional.ofNullable(DEFAULTS.get(parameter))));
  }

  private static String sentence(String text) {
    String trimmed = text.strip();
    return trimmed.endsWith(".") || trimmed.endsWith("!") || trimmed.endsWith("?")
        ? trimmed
        : trimmed + ".";
  }
}
