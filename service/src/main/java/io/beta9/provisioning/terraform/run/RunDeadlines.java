package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.settings.DurationText;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.process.DeadlinePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The deadlines of one Terraform run.
 *
 * @param whole the maximum duration of the run
 * @param resources the maximum durations of changes to single resources
 */
public record RunDeadlines(Duration whole, DeadlinePolicy resources) {

  /**
   * Returns which deadline has passed, as a clause that names the resource; empty while none has.
   *
   * @param elapsed the duration of the run up to now
   */
  public Optional<String> passed(ApplyProgress progress, Duration elapsed, Instant now) {
    Optional<String> resource =
        progress.inFlight().stream()
            .flatMap(inFlight -> overdue(inFlight, now).stream())
            .findFirst();
    if (resource.isPresent() || elapsed.compareTo(whole) <= 0) {
      return resource;
    }
    String inProgress =
        progress.inFlight().stream()
            .map(
                inFlight ->
                    inFlight.address()
                        + " ("
                        + present(inFlight.action())
                        + " for "
                        + DurationText.words(Duration.between(inFlight.since(), now))
                        + ")")
            .collect(Collectors.joining(", "));
    return Optional.of(
        "Terraform did not finish within "
            + DurationText.words(whole)
            + (inProgress.isEmpty() ? "" : "; in progress: " + inProgress));
  }

  private Optional<String> overdue(ApplyProgress.InFlight resource, Instant now) {
    return resources
        .deadline(resource.type(), resource.action())
        .filter(deadline -> Duration.between(resource.since(), now).compareTo(deadline) > 0)
        .map(
            deadline ->
                resource.address()
                    + " "
                    + notDone(resource.action())
                    + " within "
                    + DurationText.words(deadline));
  }

  private static String notDone(Action action) {
    return switch (action) {
      case CREATE, REPLACE -> "did not become available";
      case DELETE -> "was not deleted";
      default -> "was not updated";
    };
  }

  private static String present(Action action) {
    return switch (action) {
      case CREATE, REPLACE -> "creating";
      case DELETE -> "deleting";
      default -> "updating";
    };
  }
}
