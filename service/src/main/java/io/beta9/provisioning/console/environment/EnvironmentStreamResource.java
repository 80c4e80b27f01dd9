package io.beta9.provisioning.console.environment;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.EffectiveCaller;
import io.beta9.provisioning.api.EnvironmentViews;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.console.page.FragmentStream;
import io.beta9.provisioning.console.page.FragmentStream.Fragment;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.timeline.Event;
import io.beta9.provisioning.timeline.LogLine;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The changes of an environment's page while it is open, in one stream: new events, new log lines,
 * and the parts that have changed. Its position is the number of the last event and the number of
 * the last line, so a reader that connects again misses none.
 */
@Controller
public class EnvironmentStreamResource {
  private static final Pattern POSITION = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
  private static final int LINES_PER_READ = 200;

  /** The times of the resources are updated at least this often; new lines do so immediately. */
  private static final int POLLS_PER_PICTURE = 20;

  private final FragmentStream streams;
  private final EffectiveCaller callers;
  private final EnvironmentViews views;
  private final EnvironmentReads reads;
  private final Clock clock;

  public EnvironmentStreamResource(
      FragmentStream streams,
      EffectiveCaller callers,
      EnvironmentViews views,
      EnvironmentReads reads,
      Clock clock) {
    this.streams = streams;
    this.callers = callers;
    this.views = views;
    this.reads = reads;
    this.clock = clock;
  }

  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping(
      path = ConsolePaths.ROOT + "/environments/{id}/events",
      produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void stream(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @PathVariable String id,
      @RequestParam(defaultValue = "0-0") String after,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Environment environment = callers.environment(user.caller(), id);
    String last = Objects.requireNonNullElse(request.getHeader("Last-Event-ID"), after);
    Matcher position = POSITION.matcher(last);
    Changes changes =
        position.matches()
            ? new Changes(
                user.as(callers.as(user.caller(), id)),
                environment,
                Long.parseLong(position.group(1)),
                Long.parseLong(position.group(2)))
            : new Changes(user.as(callers.as(user.caller(), id)), environment, 0, 0);
    streams.write(user.caller(), response, changes::next);
  }

  /** What has changed since the last look at it. */
  private final class Changes {
    private final SignedIn user;
    private final Environment opened;
    private final Map<String, String> shown = new HashMap<>();
    private long event;
    private long line;
    private int pollsSincePicture = POLLS_PER_PICTURE;

    Changes(SignedIn user, Environment opened, long event, long line) {
      this.user = user;
      this.opened = opened;
      this.event = event;
      this.line = line;
    }

    List<Fragment> next() {
      List<Fragment> fragments = new ArrayList<>();
      List<Event> events = reads.eventsAfter(opened.tenant(), opened.id(), event);
      if (!events.isEmpty()) {
        event = events.getLast().seq();
        fragments.add(
            new Fragment("events", position(), TimelineList.events(events.reversed()).markup()));
      }
      List<LogLine> lines = reads.linesAfter(opened.tenant(), opened.id(), line, LINES_PER_READ);
      if (!lines.isEmpty()) {
        line = lines.getLast().seq();
        fragments.add(new Fragment("lines", position(), TimelineList.lines(lines).markup()));
      }
      Environment environment = callers.environment(user.caller(), opened.id().value());
      EnvironmentView view = views.of(environment);
      Instant now = clock.instant();
      EnvironmentPage page = new EnvironmentPage(user, view, now);
      addChanged(fragments, "summary", page.summary().markup());
      addChanged(
          fragments,
          "steps",
          StepTimeline.of(reads.latestOperation(opened.tenant(), opened.id()), now).markup());
      pollsSincePicture++;
      if (!lines.isEmpty() || pollsSincePicture > POLLS_PER_PICTURE) {
        pollsSincePicture = 0;
        addChanged(
            fragments,
            "resources",
            ResourcePicture.isShownWhile(view.status())
                ? ResourcePicture.of(reads.resources(opened.tenant(), opened.id())).markup()
                : "");
      }
      // Only a change of the status changes the actions: a form that is being filled in remains.
      if (!Objects.equals(shown.put("status", view.status()), view.status())) {
        fragments.add(
            new Fragment(
                "failure-log",
                position(),
                FailureCard.log(reads.linesOfFailure(environment)).markup()));
        fragments.add(new Fragment("actions", position(), ActionPanel.of(user, view).markup()));
      }
      return fragments;
    }

    private void addChanged(List<Fragment> fragments, String part, String markup) {
      if (!markup.equals(shown.put(part, markup))) {
        fragments.add(new Fragment(part, position(), markup));
      }
    }

    private String position() {
      return event + "-" + line;
    }
  }
}
