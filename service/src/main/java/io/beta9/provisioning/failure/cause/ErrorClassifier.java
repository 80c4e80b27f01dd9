package io.beta9.provisioning.failure.cause;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.format.Excerpt;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Classifies errors that were reported together as one {@link Failure}: its root causes, each with
 * a code of its own, and what is only a consequence of one of them.
 *
 * <p>The first root cause is the failure, the others are its {@linkplain Failure#others() further
 * ones}. A cause that remains until an action is taken precedes one that passes with time, because
 * the next attempt would fail on it again; what concerns Terraform's state precedes both.
 */
public final class ErrorClassifier {
  private static final int LONGEST_TEXT = 16 * 1024;

  /** What AWS reports beside a cause, as its consequence. Each is a cause only on its own. */
  private static final Set<FailureCode> SYMPTOMS =
      EnumSet.of(
          FailureCode.NODES_NOT_JOINED,
          FailureCode.RESOURCE_FAILED,
          FailureCode.RESOURCE_FAILED_WITHOUT_REASON);

  private ErrorClassifier() {}

  /** A root cause, with what accompanied it and the other resources that it was reported for. */
  private record RootCause(
      Classification error, List<String> companions, Set<String> otherAddresses) {}

  /** One error, and the rule that matches it. */
  private record Classification(
      String text, @Nullable String address, int row, Optional<ClassificationRule> rule) {

    Optional<FailureCode> code() {
      return rule.map(ClassificationRule::code);
    }

    boolean isSymptom() {
      return code().map(SYMPTOMS::contains).orElse(true);
    }

    /** Returns the same value for errors that have the same cause. */
    String causeKey() {
      FailureCode code = code().orElse(null);
      if (code != null && code.failureClass().passesByItself()) {
        return code.code();
      }
      String reported = ErrorText.condense(text);
      return (code == null ? "" : code.code() + " ")
          + reported.replaceAll("\\([^)]*\\)|'[^']*'|\"[^\"]*\"|\\S*\\d\\S*", "#");
    }
  }

  /** Returns the code of a text; empty if no rule matches it. */
  public static Optional<FailureCode> code(String text) {
    return classify(clipped(text), null).code();
  }

  /** Returns the code of a text that names a cause; empty if it names only a consequence. */
  public static Optional<FailureCode> cause(String text) {
    return code(text).filter(code -> !SYMPTOMS.contains(code));
  }

  /**
   * Returns the failure of errors that were reported together.
   *
   * @param activity what they occurred in, a gerund phrase: "Reading the secrets"
   * @param errors at least one
   * @param unknown the code of an error that no rule matches
   */
  public static Failure failure(String activity, List<ReportedError> errors, FailureCode unknown) {
    List<Failure> failures =
        rootCauses(errors).stream()
            .sorted(Comparator.comparing(RootCause::error, precedence()))
            .map(cause -> failure(activity, cause, unknown))
            .toList();
    return failures.getFirst().and(failures.subList(1, failures.size()));
  }

  private static List<RootCause> rootCauses(List<ReportedError> errors) {
    Map<String, RootCause> causes = new LinkedHashMap<>();
    for (ReportedError error : errors) {
      List<Classification> parts = parts(error);
      Predicate<Classification> isCompanion = companionsAmong(parts);
      List<String> companions =
          parts.stream()
              .filter(isCompanion)
              .map(part -> ErrorText.condense(part.text()))
              .distinct()
              .toList();
      for (Classification part : parts) {
        if (!isCompanion.test(part)) {
          causes.merge(
              part.causeKey(), new RootCause(part, companions, Set.of()), ErrorClassifier::merged);
        }
      }
    }
    return List.copyOf(causes.values());
  }

  /** What concerns the state is said before a list of errors; the list says only how it failed. */
  private static List<Classification> parts(ReportedError error) {
    Classification whole = classify(clipped(error.text()), error.address());
    return whole.row() < ClassificationTable.STATE_RULES
        ? List.of(whole)
        : ErrorText.parts(whole.text()).stream()
            .map(part -> classify(part, error.address()))
            .toList();
  }

  /**
   * Returns which of the errors are consequences of the others: beside a known cause, symptoms and
   * what no rule matches; beside an unknown error alone, the symptoms.
   */
  private static Predicate<Classification> companionsAmong(List<Classification> parts) {
    if (parts.stream().anyMatch(part -> !part.isSymptom())) {
      return Classification::isSymptom;
    }
    boolean allKnown = parts.stream().noneMatch(part -> part.rule().isEmpty());
    return allKnown ? part -> false : part -> part.rule().isPresent();
  }

  private static RootCause merged(RootCause first, RootCause second) {
    Set<String> addresses = new LinkedHashSet<>(first.otherAddresses());
    String address = second.error().address();
    if (address != null && !address.equals(first.error().address())) {
      addresses.add(address);
    }
    List<String> companions =
        Stream.concat(first.companions().stream(), second.companions().stream())
            .distinct()
            .toList();
    return new RootCause(first.error(), companions, addresses);
  }

  private static Comparator<Classification> precedence() {
    return Comparator.<Classification>comparingInt(
            error ->
                error.row() < ClassificationTable.STATE_RULES
                    ? 0
                    : error.code().map(ErrorClassifier::group).orElse(4))
        .thenComparingInt(Classification::row);
  }

  private static int group(FailureCode code) {
    if (code.failureClass().passesByItself()) {
      return 3;
    }
    return code.failureClass().waitingHelps() ? 2 : 1;
  }

  private static Failure failure(String activity, RootCause cause, FailureCode unknown) {
    Classification error = cause.error();
    String address = error.address();
    Failure failure =
        Failure.of(error.code().orElse(unknown), activity)
            .about(address == null ? null : new ResourceAddress(address))
            .with(FailureParameter.REPORTED, ErrorText.condense(error.text()))
            .with(FailureParameter.ALSO_FOR, cause.otherAddresses())
            .with(FailureParameter.COMPANIONS, String.join("; ", cause.companions()));
    for (Map.Entry<FailureParameter, String> fact : facts(error).entrySet()) {
      failure = failure.with(fact.getKey(), fact.getValue());
    }
    return failure;
  }

  private static Map<FailureParameter, String> facts(Classification error) {
    if (error.rule().isEmpty()) {
      return Map.of();
    }
    ClassificationRule rule = error.rule().get();
    Matcher match = rule.pattern().matcher(error.text());
    if (!match.find()) {
      throw new IllegalStateException("a rule that matched does not match");
    }
    return rule.parameters().apply(match, error.text());
  }

  private static Classification classify(String text, @Nullable String address) {
    List<ClassificationRule> rules = ClassificationTable.RULES;
    for (int row = 0; row < rules.size(); row++) {
      if (rules.get(row).pattern().matcher(text).find()) {
        return new Classification(text, address, row, Optional.of(rules.get(row)));
      }
    }
    return new Classification(text, address, Integer.MAX_VALUE, Optional.empty());
  }

  private static String clipped(String text) {
    return Excerpt.of(text, LONGEST_TEXT);
  }
}
