package io.beta9.provisioning.failure.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a workload is not ready, by the rules of {@code kubectl rollout status}.
 *
 * @param done the number of pods that are in the state that is waited for
 * @param required the number of pods that have to be; for {@link Stage#REPLACED}, 0
 * @param modifier what keeps the rollout from continuing by itself
 */
public record WorkloadCondition(Stage stage, int done, int required, Modifier modifier) {
  /** What a rollout waits for. */
  public enum Stage {
    /** Nothing: the rollout is complete. */
    COMPLETE,
    /** Its controller has not seen the change yet. */
    UNOBSERVED,
    UPDATED,
    /** {@code done} old pods still exist. */
    REPLACED,
    UPDATED_AVAILABLE,
    READY,
    AVAILABLE,
    /** An old pod of the previous version runs. */
    OLD_POD,
    /** An old pod of the previous version is being stopped. */
    OLD_POD_TERMINATING,
    /** The add-on of this name does not exist. */
    ADD_ON_ABSENT,
    /** The workload does not exist. */
    MISSING,
    SCALED_TO_ZERO
  }

  /** What keeps a rollout from continuing by itself. */
  public enum Modifier {
    NONE,
    PAUSED,
    /** The strategy OnDelete: the controller replaces no pod by itself. */
    ON_DELETE
  }

  public static WorkloadCondition of(Stage stage) {
    return of(stage, 0, 0);
  }

  public static WorkloadCondition of(Stage stage, int done, int required) {
    return new WorkloadCondition(stage, done, required, Modifier.NONE);
  }

  public WorkloadCondition with(Modifier added) {
    return new WorkloadCondition(stage, done, required, added);
  }

  public boolean isComplete() {
    return stage == Stage.COMPLETE;
  }

  /** Returns the stored form of a workload with this condition. */
  public String of(String workload) {
    return isComplete()
        ? workload
        : "%s %s %d/%d %s".formatted(workload, code(stage), done, required, code(modifier));
  }

  /** Returns the stored form of a workload as a part of a sentence; another value unchanged. */
  static String describeEntry(String entry) {
    String[] fields = entry.split(" ", -1);
    if (fields.length != 4 || !fields[2].matches("\\d{1,9}/\\d{1,9}")) {
      return entry;
    }
    Optional<Stage> stage = find(Stage.values(), fields[1]);
    Optional<Modifier> modifier = find(Modifier.values(), fields[3]);
    int slash = fields[2].indexOf('/');
    return stage.isEmpty() || modifier.isEmpty()
        ? entry
        : fields[0]
            + " ("
            + new WorkloadCondition(
                    stage.get(),
                    Integer.parseInt(fields[2].substring(0, slash)),
                    Integer.parseInt(fields[2].substring(slash + 1)),
                    modifier.get())
                .text()
            + ")";
  }

  /** Returns the condition as a clause; empty if the rollout is complete. */
  public String text() {
    String counted = done + " of " + required;
    String clause =
        switch (stage) {
          case COMPLETE -> "";
          case UNOBSERVED -> "the change is not observed yet";
          case UPDATED -> counted + " pods updated";
          case REPLACED -> done + " old pods not replaced yet";
          case UPDATED_AVAILABLE -> counted + " updated pods available";
          case READY -> counted + " pods ready";
          case AVAILABLE -> counted + " pods available";
          case OLD_POD -> "an old pod that still runs";
          case OLD_POD_TERMINATING -> "an old pod that is terminating";
          case ADD_ON_ABSENT -> "the add-on does not exist";
          case MISSING -> "it is missing";
          case SCALED_TO_ZERO -> "it is scaled to zero";
        };
    return switch (modifier) {
      case NONE -> clause;
      case PAUSED -> "its rollout is paused: " + clause;
      case ON_DELETE ->
          clause + "; with its strategy OnDelete, a pod is replaced when it is deleted";
    };
  }

  private static String code(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> Optional<E> find(E[] values, String code) {
    return Arrays.stream(values).filter(value -> code(value).equals(code)).findFirst();
  }
}
