package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.settings.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** The deadlines of one Terraform: its own, and those of the resources that it works on. */
public record RunDeadlines(Duration whole, ResourceDeadlines resources) {

  /** What takes too long, as a sentence that names it; nothing while there is time. */
  public Optional<String> passed(ApplyProgress progress, Duration elapsed, Instant now) {
    Optional<String> resource =
        resources.overdue(progress.inFlight(), now).map(ResourceDeadlines.Overdue::words);
    if (resource.isPresent() || elapsed.compareTo(whole) <= 0) {
      return resource;
    }
    String waitingFor =
        progress.inFlight().stream()
            .map(
                inFlight ->
                    inFlight.address()
                        + " ("
                        + ResourceDeadlines.doing(inFlight.action())
                        + " for "
                        + DurationText.words(Duration.between(inFlight.since(), now))
                        + ")")
            .collect(Collectors.joining(", "));
    return Optional.of(
        "Terraform had not ended after "
            + DurationText.words(whole)
            + (waitingFor.isEmpty() ? "" : "; it was waiting for " + waitingFor));
  }
}
