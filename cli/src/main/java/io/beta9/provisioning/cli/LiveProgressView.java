package io.beta9.provisioning.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Draws one picture over the other. */
final class LiveProgressView implements ProgressView {
  private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  private static final int BAR = 24;
  private static final int MOST_IN_FLIGHT = 6;
  private static final int MOST_NOTES = 3;
  private static final int WORDS_WIDTH = 38;
  private static final int REASON_INDENT = 3;

  private final PrintStream out;
  private final Screen screen;
  private final InstantSource clock;
  private final StepStates steps = new StepStates();
  private final Deque<String> notes = new ArrayDeque<>();
  private JsonNode environment = JsonMapper.shared().createObjectNode();
  private int drawnLines;
  private int frame;

  LiveProgressView(PrintStream out, Screen screen) {
    this(out, screen, InstantSource.system());
  }

  LiveProgressView(PrintStream out, Screen screen, InstantSource clock) {
    this.out = out;
    this.screen = screen;
    this.clock = clock;
  }

  @Override
  public void event(JsonNode event) {
    switch (ApiReply.text(event, "kind")) {
      case "step-started", "step-done" -> steps.take(event, clock.instant());
      case "retrying", "warning" -> remember(ApiReply.text(event, "message"));
      default -> {
        // Told by the status, or of no interest while it goes on: the timeline has it.
      }
    }
  }

  @Override
  public void note(String text) {
    remember(text);
    draw();
  }

  private void remember(String note) {
    notes.addLast(note);
    if (notes.size() > MOST_NOTES) {
      notes.removeFirst();
    }
  }

  @Override
  public void environment(JsonNode now) {
    environment = now;
    if (!KnownStatuses.atRest(ApiReply.text(now, "status"))) {
      steps.takeCurrent(ApiReply.text(now, "progress", "step"), clock.instant());
    }
    draw();
  }

  @Override
  public void close() {
    drawnLines = 0;
    out.flush();
  }

  private void draw() {
    List<String> lines = lines();
    StringBuilder text = new StringBuilder();
    if (drawnLines > 0) {
      text.append("\u001b[").append(drawnLines).append('F');
    }
    for (String line : lines) {
      text.append(line).append("\u001b[K\n");
    }
    // What a shorter picture leaves of a longer one.
    text.append("\u001b[J");
    out.print(text);
    out.flush();
    drawnLines = lines.size();
    frame++;
  }

  private List<String> lines() {
    List<String> body = new ArrayList<>();
    String status = ApiReply.text(environment, "status");
    List<StepStates.StepState> all = steps.all();
    for (StepStates.StepState step : all) {
      body.add(stepLine(step, status));
      if (step.running() && !KnownStatuses.atRest(status) && movesResources(step)) {
        body.addAll(inFlight());
      }
    }
    if (status.equals(KnownStatuses.FAILED)) {
      body.addAll(failureReason());
    }
    for (String note : notes) {
      body.add(painted(33, fitted("! " + note)));
    }
    // A picture higher than the screen could not be drawn over: the oldest steps become one line.
    int room = Math.max(3, screen.height() - 2);
    if (body.size() > room) {
      int dropped = body.size() - room + 1;
      body = new ArrayList<>(body.subList(dropped, body.size()));
      body.addFirst("  … " + dropped + " lines above");
    }
    body.addFirst(headLine(status));
    return body;
  }

  /** Returns the error message of a failed environment, wrapped to the width of the screen. */
  private List<String> failureReason() {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String token : ApiReply.text(environment, "error_message").split("\\s+")) {
      if (!line.isEmpty() && REASON_INDENT + line.length() + 1 + token.length() >= screen.width()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(token);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines.stream()
        .map(text -> painted(31, fitted(" ".repeat(REASON_INDENT) + text)))
        .toList();
  }

  private String headLine(String status) {
    Instant created = ApiReply.instant(environment, "created_at").orElse(clock.instant());
    Instant until =
        KnownStatuses.atRest(status)
            ? ApiReply.instant(environment, "updated_at").orElse(clock.instant())
            : clock.instant();
    String age =
        status.startsWith("destroy") ? "" : " " + Durations.words(Duration.between(created, until));
    return painted(
        1,
        fitted(
            "%s  %s  %s  %s%s"
                .formatted(
                    ApiReply.text(environment, "name"),
                    ApiReply.text(environment, "environment_id"),
                    ApiReply.text(environment, "cloud", "region"),
                    status,
                    age)));
  }

  private String stepLine(StepStates.StepState step, String status) {
    boolean failed = step.running() && status.equals(KnownStatuses.FAILED);
    Duration took =
        step.took() == null ? Duration.between(step.since(), clock.instant()) : step.took();
    String mark = failed ? "✗" : !step.running() || KnownStatuses.atRest(status) ? "✓" : spin();
    String bar =
        step.running() && !KnownStatuses.atRest(status) && movesResources(step) ? bar() : "";
    String text =
        fitted(
            " %s %s %9s  %s"
                .formatted(mark, padded(step.words()), failed ? "" : Durations.words(took), bar)
                .stripTrailing());
    return painted(failed ? 31 : step.running() ? 36 : 32, text);
  }

  private boolean movesResources(StepStates.StepState step) {
    return ApiReply.number(environment, "progress", "planned") > 0
        && step.code().equals(ApiReply.text(environment, "progress", "step"));
  }

  private String bar() {
    long planned = Math.max(1, ApiReply.number(environment, "progress", "planned"));
    long completed = Math.min(planned, ApiReply.number(environment, "progress", "completed"));
    int full = (int) (BAR * completed / planned);
    return "█".repeat(full) + "░".repeat(BAR - full) + " " + completed + " of " + planned;
  }

  private List<String> inFlight() {
    List<String> lines = new ArrayList<>();
    JsonNode inFlight = environment.path("progress").path("in_flight");
    for (JsonNode resource : inFlight) {
      if (lines.size() == MOST_IN_FLIGHT) {
        lines.add(fitted("     and " + (inFlight.size() - MOST_IN_FLIGHT) + " more"));
        break;
      }
      lines.add(
          fitted(
              "     %s %s, %s"
                  .formatted(
                      ApiReply.text(resource, "action"),
                      ApiReply.text(resource, "address"),
                      Durations.words(Duration.ofSeconds(ApiReply.number(resource, "seconds"))))));
    }
    return lines;
  }

  private String spin() {
    return String.valueOf(SPINNER.charAt(frame % SPINNER.length()));
  }

  private static String padded(String words) {
    return words + " ".repeat(Math.max(0, WORDS_WIDTH - words.length()));
  }

  private String fitted(String line) {
    return line.length() < screen.width() ? line : line.substring(0, screen.width() - 2) + "…";
  }

  private String painted(int colour, String text) {
    return screen.colour() ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
  }
}
