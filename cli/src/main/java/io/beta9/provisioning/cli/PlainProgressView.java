package io.beta9.provisioning.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Writes a line for each thing that happens, for files and pipes. */
final class PlainProgressView implements ProgressView {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final int MOST_IN_FLIGHT = 4;

  private final PrintStream out;
  private final InstantSource clock;
  private final StepStates steps = new StepStates();
  private final Instant began;
  private Instant lastProgress = Instant.MIN;
  private String shownStatus = "";
  private long shownCompleted = -1;

  PlainProgressView(PrintStream out) {
    this(out, InstantSource.system());
  }

  PlainProgressView(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.began = clock.instant();
  }

  @Override
  public void event(JsonNode event) {
    StepStates.StepState step = steps.take(event, clock.instant());
    if (step == null) {
      // What is told by the status too is told once.
      if (!List.of("succeeded", "failed", "queued").contains(ApiReply.text(event, "kind"))) {
        line("  " + ApiReply.text(event, "message"));
      }
    } else if (step.took() == null) {
      line("… " + step.words());
    } else {
      line("✓ " + step.words() + " (" + Durations.words(step.took()) + ")");
    }
  }

  @Override
  public void environment(JsonNode environment) {
    String status = ApiReply.text(environment, "status");
    if (!status.equals(shownStatus)) {
      line("%s is %s".formatted(ApiReply.text(environment, "name"), status));
      shownStatus = status;
    }
    long planned = ApiReply.number(environment, "progress", "planned");
    long completed = ApiReply.number(environment, "progress", "completed");
    boolean due = !clock.instant().isBefore(safePlus(lastProgress));
    if (planned > 0 && due && completed != shownCompleted && !KnownStatuses.atRest(status)) {
      line("  " + completed + " of " + planned + " resources" + inFlight(environment));
      lastProgress = clock.instant();
      shownCompleted = completed;
    }
  }

  private static Instant safePlus(Instant last) {
    return last.equals(Instant.MIN) ? last : last.plus(BETWEEN_LINES);
  }

  private static String inFlight(JsonNode environment) {
    List<String> names = new ArrayList<>();
    JsonNode inFlight = environment.path("progress").path("in_flight");
    for (JsonNode resource : inFlight) {
      if (names.size() < MOST_IN_FLIGHT) {
        names.add(
            ApiReply.text(resource, "address")
                + " ("
                + ApiReply.number(resource, "seconds")
                + " s)");
      }
    }
    if (names.isEmpty()) {
      return "";
    }
    int more = inFlight.size() - names.size();
    return "; in flight: " + String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }

  @Override
  public void note(String text) {
    line("! " + text);
  }

  @Override
  public void close() {
    out.flush();
  }

  private void line(String text) {
    long seconds = Duration.between(began, clock.instant()).toSeconds();
    out.printf("[%02d:%02d] %s%n", seconds / 60, seconds % 60, text);
    out.flush();
  }
}
