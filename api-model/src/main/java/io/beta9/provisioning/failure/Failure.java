package io.beta9.provisioning.failure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One failure as data: what it is, what it is about, and the facts of this occurrence. The
 * sentences that users read are rendered from it by {@link FailureMessages}.
 *
 * @param subject what failed, {@code null} if the code says it
 * @param others further failures of the same check, reported together with this one
 */
public record Failure(
    FailureCode code,
    @Nullable FailureSubject subject,
    Map<FailureParameter, String> parameters,
    List<Failure> others) {

  public Failure {
    Objects.requireNonNull(code, "code");
    Map<FailureParameter, String> sorted = new EnumMap<>(FailureParameter.class);
    sorted.putAll(parameters);
    parameters = Collections.unmodifiableMap(sorted);
    others = List.copyOf(others);
  }

  /** Returns a failure without a subject and without parameters. */
  public static Failure of(FailureCode code) {
    return new Failure(code, null, Map.of(), List.of());
  }

  /** Returns a failure of an activity, a gerund phrase: "Reading the secrets". */
  public static Failure of(FailureCode code, String activity) {
    return of(code).with(FailureParameter.ACTIVITY, activity);
  }

  /** Returns the same failure with a subject. */
  public Failure about(@Nullable FailureSubject newSubject) {
    return new Failure(code, newSubject, parameters, others);
  }

  /** Returns the same failure with a subject that is not a Terraform resource. */
  public Failure about(String name) {
    return about(new FailureSubject.Named(name));
  }

  /** Returns the same failure with a more specific code. */
  public Failure withCode(FailureCode specific) {
    return new Failure(specific, subject, parameters, others);
  }

  /** Returns the same failure with one more parameter; a null or blank value adds none. */
  public Failure with(FailureParameter parameter, @Nullable String value) {
    if (value == null || value.isBlank()) {
      return this;
    }
    Map<FailureParameter, String> more = new EnumMap<>(FailureParameter.class);
    more.putAll(parameters);
    more.put(parameter, value);
    return new Failure(code, subject, more, others);
  }

  /** Returns the same failure without a parameter. */
  public Failure without(FailureParameter parameter) {
    Map<FailureParameter, String> fewer = new EnumMap<>(FailureParameter.class);
    fewer.putAll(parameters);
    fewer.remove(parameter);
    return new Failure(code, subject, fewer, others);
  }

  /** Returns the same failure with those of the parameters that it does not have. */
  public Failure withMissing(Map<FailureParameter, String> more) {
    Map<FailureParameter, String> all = new EnumMap<>(FailureParameter.class);
    all.putAll(more);
    all.putAll(parameters);
    return new Failure(code, subject, all, others);
  }

  public Failure with(FailureParameter parameter, long value) {
    return with(parameter, Long.toString(value));
  }

  /** Returns the same failure with a duration, stored in ISO 8601. */
  public Failure with(FailureParameter parameter, Duration value) {
    return with(parameter, value.toString());
  }

  /** Returns the same failure with a list as one parameter; an empty list adds none. */
  public Failure with(FailureParameter parameter, Collection<String> values) {
    return with(parameter, String.join(", ", values));
  }

  /**
   * Returns the same failure, and its further ones, with the environment's id where it is missing,
   * so that the commands that it advises work as copied.
   */
  public Failure forEnvironment(String id) {
    Failure filled =
        parameters.containsKey(FailureParameter.ENVIRONMENT)
            ? this
            : with(FailureParameter.ENVIRONMENT, id);
    return new Failure(
        code,
        subject,
        filled.parameters,
        others.stream().map(other -> other.forEnvironment(id)).toList());
  }

  /** Returns the same failure after the last of so many attempts: no further one follows. */
  public Failure withoutRetry(int attempts) {
    return kind().waitingHelps() ? with(FailureParameter.ATTEMPTS, attempts) : this;
  }

  /** Returns the same failure with these further ones instead of its own. */
  public Failure withOthers(List<Failure> further) {
    return new Failure(code, subject, parameters, further);
  }

  /** Returns the same failure with further ones that were found together with it. */
  public Failure and(List<Failure> further) {
    List<Failure> all = new ArrayList<>(others);
    all.addAll(further);
    return new Failure(code, subject, parameters, all);
  }

  public Optional<FailureSubject> about() {
    return Optional.ofNullable(subject);
  }

  /** Returns the address of the resource that failed, empty if it was not a resource. */
  public Optional<ResourceAddress> resource() {
    return subject instanceof ResourceAddress address ? Optional.of(address) : Optional.empty();
  }

  public Optional<String> parameter(FailureParameter parameter) {
    return Optional.ofNullable(parameters.get(parameter));
  }

  /**
   * Returns who has to act: the party of the code, or the operator if what usually passes by itself
   * is not attempted again.
   */
  public ResponsibleParty responsible() {
    return code.responsible() == ResponsibleParty.NONE
            && parameter(FailureParameter.ATTEMPTS).isPresent()
        ? ResponsibleParty.OPERATOR
        : code.responsible();
  }

  public FailureClass kind() {
    return code.failureClass();
  }

  /** Returns what failed, as a clause without a full stop. */
  public String what() {
    return FailureMessages.what(this);
  }

  /** Returns the cause, as a clause without a full stop. */
  public String why() {
    return FailureMessages.why(this);
  }

  /** Returns the next step, an imperative sentence. */
  public String next() {
    return FailureMessages.next(this);
  }

  /** Returns the commands of the CLI that the next step advises, in order. */
  public List<String> commands() {
    return FailureMessages.commands(this);
  }

  /** Returns what failed and why, without the next step and without a full stop. */
  public String summary() {
    return FailureMessages.summary(this);
  }

  /** Returns the sentences of the column {@code error_message}. */
  public String message() {
    return FailureMessages.message(this);
  }
}
