package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.select;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.DiagnosisResource;
import io.beta9.provisioning.api.EffectiveCaller;
import io.beta9.provisioning.api.EnvironmentViews;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.apimodel.environment.DiagnosisView;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.html.Tags.Choice;
import io.beta9.provisioning.console.html.Tags.Fact;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.diagnosis.EnvironmentDiagnoser;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.format.PrintableText;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.progress.OperationResources;
import io.beta9.provisioning.timeline.LogLine;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages of one environment. */
@Controller
public class EnvironmentPageResource {
  private static final int LINES_PER_READ = 1000;

  private final PageFrame frame;
  private final EffectiveCaller callers;
  private final EnvironmentViews views;
  private final EnvironmentReads reads;
  private final EnvironmentDiagnoser diagnoser;
  private final Clock clock;

  public EnvironmentPageResource(
      PageFrame frame,
      EffectiveCaller callers,
      EnvironmentViews views,
      EnvironmentReads reads,
      EnvironmentDiagnoser diagnoser,
      Clock clock) {
    this.frame = frame;
    this.callers = callers;
    this.views = views;
    this.reads = reads;
    this.diagnoser = diagnoser;
    this.clock = clock;
  }

  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping(ConsolePaths.ROOT + "/environments/{id:env_.*}")
  ResponseEntity<byte[]> environment(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user, @PathVariable String id) {
    Environment environment = callers.environment(user.caller(), id);
    return frame.page(
        user,
        Section.ENVIRONMENTS,
        environment.name(),
        new EnvironmentPage(
                user.as(callers.as(user.caller(), id)), views.of(environment), clock.instant())
            .html(
                new EnvironmentPage.Content(
                    ConnectionCard.of(environment),
                    ResourcePicture.isShownWhile(environment.status().code())
                        ? reads.resources(environment.tenant(), environment.id())
                        : OperationResources.NONE,
                    reads.operations(environment.tenant(), environment.id()),
                    reads.counts(environment.tenant(), environment.id()),
                    reads.latestEvents(environment.tenant(), environment.id()),
                    reads.lines(environment.tenant(), environment.id()),
                    reads.linesOfFailure(environment))));
  }

  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping(ConsolePaths.ROOT + "/environments/{id}/diagnosis")
  ResponseEntity<byte[]> diagnosis(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user, @PathVariable String id) {
    DiagnosisView diagnosis =
        DiagnosisResource.view(diagnoser.of(callers.environment(user.caller(), id)));
    List<Fact> findings = new ArrayList<>();
    diagnosis
        .findings()
        .forEach(finding -> findings.add(new Fact(finding.topic(), finding.text())));
    return frame.page(
        user,
        Section.ENVIRONMENTS,
        "Diagnosis of " + diagnosis.name(),
        EnvironmentPage.breadcrumbs(diagnosis.environmentId(), diagnosis.name(), "Diagnosis"),
        div("page-head", h1("Diagnosis"), StatusBadge.of(diagnosis.status())),
        card("Verdict", p("lead", diagnosis.sentence()), FailureCard.command(diagnosis.command())),
        card("Findings", Tags.facts(findings).with("data-rows", "true")));
  }

  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping(ConsolePaths.ROOT + "/environments/{id}/logs")
  ResponseEntity<byte[]> logs(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @PathVariable String id,
      @RequestParam(name = "q", defaultValue = "") String text,
      @RequestParam(defaultValue = "") String step,
      @RequestParam(defaultValue = "0") long before) {
    Environment environment = callers.environment(user.caller(), id);
    EnvironmentReads.LogMatches found =
        reads.search(
            environment.tenant(),
            environment.id(),
            text.isBlank() ? null : text,
            step.isEmpty() ? null : step,
            before);
    List<LogLine> lines = found.lines();
    String address = EnvironmentTable.address(id);
    return frame.page(
        user,
        Section.ENVIRONMENTS,
        "Log of " + environment.name(),
        EnvironmentPage.breadcrumbs(id, environment.name(), "Log"),
        div(
            "page-head",
            h1("Log"),
            Element.of("a")
                .css("button")
                .with("href", address + "/logs/download")
                .text("Download")),
        Element.of("form")
            .css("filters")
            .with("method", "get")
            .with("action", address + "/logs")
            .with("role", "search")
            .add(
                field("Search", input("q", "search", text)),
                field("Step", select("step", steps(), step)),
                button("", "Apply")),
        lines.isEmpty()
            ? div("empty", p("lead", "No line matches."))
            : Html.all(
                p("muted", lines.size() == 1 ? "1 line" : lines.size() + " lines"),
                logBox("Log", TimelineList.lines(lines))),
        found.next() == 0 ? Html.none() : olderLines(address + "/logs", text, step, found.next()));
  }

  private static Element olderLines(String address, String text, String step, long before) {
    return div(
        "pages",
        p("muted", "Older lines than number " + before + " are not shown."),
        Element.of("a")
            .css("button")
            .with(
                "href",
                address
                    + "?q="
                    + URLEncoder.encode(text, StandardCharsets.UTF_8)
                    + "&step="
                    + URLEncoder.encode(step, StandardCharsets.UTF_8)
                    + "&before="
                    + before)
            .text("Older lines"));
  }

  static Element logBox(String label, Html lines) {
    return Element.of("div")
        .css("log")
        .with("role", "log")
        .with("aria-label", label)
        .with("aria-live", "off")
        .with("tabindex", "0")
        .add(lines);
  }

  private static List<Choice> steps() {
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice("", "All steps"));
    Arrays.stream(StepName.values())
        .forEach(name -> choices.add(new Choice(name.code(), StatusBadge.words(name.code()))));
    return choices;
  }

  /** All lines as text, in pages of the database, so that memory does not grow with the log. */
  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping(ConsolePaths.ROOT + "/environments/{id}/logs/download")
  void download(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @PathVariable String id,
      HttpServletResponse response)
      throws IOException {
    Environment environment = callers.environment(user.caller(), id);
    response.setContentType("text/plain;charset=UTF-8");
    response.setHeader(
        "Content-Disposition", "attachment; filename=\"" + environment.id() + ".log\"");
    OutputStream out = response.getOutputStream();
    long after = 0;
    List<LogLine> lines;
    do {
      lines = reads.linesAfter(environment.tenant(), environment.id(), after, LINES_PER_READ);
      for (LogLine line : lines) {
        String text = line.at() + " " + line.step() + " " + PrintableText.of(line.text()) + "\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
        after = line.seq();
      }
    } while (!lines.isEmpty());
  }
}
