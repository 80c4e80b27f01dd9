package io.beta9.provisioning.cli.progress;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.apimodel.environment.OperationProgress;
import io.beta9.provisioning.apimodel.environment.OperationProgress.ResourceInFlight;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.terminal.Screen;
import io.beta9.provisioning.format.DurationFormat;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Redraws the progress in place, for a screen that supports cursor movement. */
final class LiveProgressView implements ProgressView {
  private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  private static final int BAR_WIDTH = 24;
  private static final int MAX_IN_FLIGHT = 6;
  private static final int DESCRIPTION_WIDTH = 38;
  private static final int REASON_INDENT = 3;
  private static final int BOLD = 1;
  private static final int RED = 31;
  private static final int GREEN = 32;
  private static final int YELLOW = 33;
  private static final int CYAN = 36;

  private final PrintStream out;
  private final Screen screen;
  private final InstantSource clock;
  private final StepStates steps = new StepStates();
  private final ProgressNotes notes = new ProgressNotes();
  private @Nullable EnvironmentView environment;
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
  public void event(EventView event) {
    steps.add(event, clock.instant());
    notes.add(event);
  }

  @Override
  public void note(String text) {
    notes.add(text);
    draw();
  }

  @Override
  public void environment(EnvironmentView current) {
    environment = current;
    notes.update(current);
    if (!KnownStatuses.isSettled(current.status())) {
      steps.addCurrent(current.progress().step(), clock.instant());
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
    // Clears the rest of a longer previous frame.
    text.append("\u001b[J");
    out.print(text);
    out.flush();
    drawnLines = lines.size();
    frame++;
  }

  private List<String> lines() {
    List<String> body = new ArrayList<>();
    EnvironmentView current = environment;
    if (current != null) {
      for (StepStates.StepState step : steps.all()) {
        body.add(stepLine(step, current));
        if (appliesResources(step, current)) {
          body.addAll(inFlight(current.progress().inFlight()));
        }
      }
      if (current.status().equals(KnownStatuses.FAILED)) {
        body.addAll(failureReason(current));
      }
    }
    for (String note : notes.all()) {
      List<String> wrapped = wrapped(note);
      for (int i = 0; i < wrapped.size(); i++) {
        body.add(painted(YELLOW, fitted((i == 0 ? "! " : "  ") + wrapped.get(i))));
      }
    }
    // A frame that is higher than the screen cannot be redrawn: the oldest lines are dropped.
    int room = Math.max(3, screen.height() - 2);
    if (body.size() > room) {
      int dropped = body.size() - room + 1;
      body = new ArrayList<>(body.subList(dropped, body.size()));
      body.addFirst("  … " + dropped + " lines above");
    }
    if (current != null) {
      body.addFirst(headline(current));
    }
    return body;
  }

  private List<String> failureReason(EnvironmentView current) {
    return wrapped(Objects.requireNonNullElse(current.errorMessage(), "")).stream()
        .map(text -> painted(RED, fitted(" ".repeat(REASON_INDENT) + text)))
        .toList();
  }

  /** Returns the text in lines that fit the width of the screen when they are indented. */
  private List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split("\\s+", -1)) {
      if (!line.isEmpty() && REASON_INDENT + line.length() + 1 + word.length() >= screen.width()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  private String headline(EnvironmentView current) {
    String status = current.status();
    Instant now = clock.instant();
    Instant created = Objects.requireNonNullElse(current.createdAt(), now);
    Instant until =
        KnownStatuses.isSettled(status)
            ? Objects.requireNonNullElse(current.updatedAt(), now)
            : now;
    String age =
        status.startsWith("destroy")
            ? ""
            : " " + DurationFormat.format(Duration.between(created, until));
    return painted(
        BOLD,
        fitted(
            "%s  %s  %s  %s%s"
                .formatted(
                    current.name(),
                    current.environmentId(),
                    current.cloud().region(),
                    status,
                    age)));
  }

  private String stepLine(StepStates.StepState step, EnvironmentView current) {
    boolean settled = KnownStatuses.isSettled(current.status());
    boolean failed = step.running() && current.status().equals(KnownStatuses.FAILED);
    Duration duration =
        step.duration() == null
            ? Duration.between(step.startedAt(), clock.instant())
            : step.duration();
    String mark = failed ? "✗" : !step.running() || settled ? "✓" : spinner();
    String bar = appliesResources(step, current) ? bar(current.progress()) : "";
    String text =
        fitted(
            " %s %s %9s  %s"
                .formatted(
                    mark,
                    padded(step.description()),
                    failed ? "" : DurationFormat.format(duration),
                    bar)
                .stripTrailing());
    return painted(failed ? RED : step.running() ? CYAN : GREEN, text);
  }

  /** Returns whether the step runs and the progress in resources is its progress. */
  private static boolean appliesResources(StepStates.StepState step, EnvironmentView current) {
    return step.running()
        && !KnownStatuses.isSettled(current.status())
        && current.progress().planned() > 0
        && step.code().equals(current.progress().step());
  }

  private static String bar(OperationProgress progress) {
    int planned = Math.max(1, progress.planned());
    int completed = Math.min(planned, progress.completed());
    int full = BAR_WIDTH * completed / planned;
    return "█".repeat(full) + "░".repeat(BAR_WIDTH - full) + " " + completed + " of " + planned;
  }

  private List<String> inFlight(List<ResourceInFlight> resources) {
    List<String> lines = new ArrayList<>();
    resources.stream()
        .limit(MAX_IN_FLIGHT)
        .map(
            resource ->
                "     %s %s, %s"
                    .formatted(
                        gerund(resource.action()),
                        resource.address(),
                        DurationFormat.format(Duration.ofSeconds(resource.seconds()))))
        .forEach(line -> lines.add(fitted(line)));
    if (resources.size() > MAX_IN_FLIGHT) {
      lines.add(fitted("     and " + (resources.size() - MAX_IN_FLIGHT) + " more"));
    }
    return lines;
  }

  /** Returns what is being done; {@code action} is the name of the action in the API. */
  private static String gerund(String action) {
    return switch (action) {
      case "create" -> "creating";
      case "update" -> "updating";
      case "replace" -> "replacing";
      case "delete" -> "deleting";
      default -> action;
    };
  }

  private String spinner() {
    return String.valueOf(SPINNER.charAt(frame % SPINNER.length()));
  }

  private static String padded(String text) {
    return text + " ".repeat(Math.max(0, DESCRIPTION_WIDTH - text.length()));
  }

  private String fitted(String line) {
    return line.length() < screen.width() ? line : line.substring(0, screen.width() - 2) + "…";
  }

  private String painted(int code, String text) {
    return screen.colour() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
