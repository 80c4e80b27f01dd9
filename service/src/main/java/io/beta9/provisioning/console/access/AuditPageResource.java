package io.beta9.provisioning.console.access;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.select;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.access.AuditEntry;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditQuery;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.html.Tags.Choice;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.SignedIn;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who did what, when and why. */
@Controller
@RequestMapping("/console/audit")
public class AuditPageResource {
  private static final int PAGE_SIZE = 50;
  private static final int EXPORT_PAGE_SIZE = 500;
  private static final int MAX_DAYS = 3650;

  private final PageFrame frame;
  private final AuditRepository audit;
  private final Clock clock;

  public AuditPageResource(PageFrame frame, AuditRepository audit, Clock clock) {
    this.frame = frame;
    this.audit = audit;
    this.clock = clock;
  }

  @Authorize(value = Permission.AUDIT_READ, on = Authorize.Subject.INSTALLATION)
  @GetMapping
  ResponseEntity<byte[]> entries(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestParam(defaultValue = "") String environment,
      @RequestParam(defaultValue = "7") int days,
      @RequestParam(required = false) @Nullable Long before) {
    List<AuditEntry> found = audit.list(query(user, environment, days, before, PAGE_SIZE));
    boolean more = found.size() > PAGE_SIZE;
    List<AuditEntry> shown = more ? found.subList(0, PAGE_SIZE) : found;
    return frame.page(
        user,
        Section.AUDIT,
        "Audit",
        div(
            "page-head",
            h1("Audit"),
            Element.of("a")
                .css("button")
                .with("href", address("/export", environment, days, null))
                .text("Export as CSV")),
        filters(environment, days),
        shown.isEmpty()
            ? div("empty", p("lead", "No entry in this period."))
            : Html.all(table(user, shown), more ? next(environment, days, shown) : Html.none()));
  }

  private AuditQuery query(
      SignedIn user, String environment, int days, @Nullable Long before, int limit) {
    return new AuditQuery(
        user.visibleTenant(Permission.AUDIT_READ),
        environment.isBlank() ? null : environment.strip(),
        clock.instant().minus(Duration.ofDays(Math.clamp(days, 1, MAX_DAYS))),
        before,
        limit);
  }

  private static Element filters(String environment, int days) {
    return Element.of("form")
        .css("filters")
        .with("method", "get")
        .with("action", Section.AUDIT.path())
        .with("role", "search")
        .add(
            field(
                "Environment",
                input("environment", "search", environment).with("placeholder", "env_…")),
            field(
                "Period",
                select(
                    "days",
                    List.of(
                        new Choice("1", "1 day"),
                        new Choice("7", "7 days"),
                        new Choice("30", "30 days"),
                        new Choice("365", "1 year")),
                    String.valueOf(days))),
            button("", "Apply"));
  }

  private static Element next(String environment, int days, List<AuditEntry> shown) {
    return div(
        "pages",
        Element.of("a")
            .css("button")
            .with("href", address("", environment, days, shown.getLast().id()))
            .text("Older entries"));
  }

  private static String address(String path, String environment, int days, @Nullable Long before) {
    return Section.AUDIT.path()
        + path
        + "?environment="
        + URLEncoder.encode(environment, StandardCharsets.UTF_8)
        + "&days="
        + days
        + (before == null ? "" : "&before=" + before);
  }

  private Html table(SignedIn user, List<AuditEntry> entries) {
    Instant now = clock.instant();
    List<String> headings = new ArrayList<>(List.of("When", "Who", "Action", "Outcome", "Why"));
    headings.add("Detail");
    if (user.seesAllTenants(Permission.AUDIT_READ)) {
      headings.add("Tenant");
    }
    return Tags.table(
        "Audit", headings, entries.stream().map(entry -> row(user, entry, now)).toList());
  }

  private static Element row(SignedIn user, AuditEntry entry, Instant now) {
    String environment = entry.environmentId();
    List<Html> cells = new ArrayList<>();
    cells.add(Tags.td("nowrap", Times.ago(entry.at(), now)));
    cells.add(Tags.td("who-cell", Html.text(entry.actor()), span("id", entry.keyId())));
    cells.add(
        Tags.td(
            "nowrap",
            span("strong", entry.action()),
            environment == null
                ? Html.none()
                : link("/console/environments/" + environment, environment).css("id")));
    cells.add(Tags.td("", StatusBadge.of(entry.outcome().code())));
    cells.add(Tags.td("text-cell", Html.text(Objects.requireNonNullElse(entry.reason(), ""))));
    cells.add(Tags.td("text-cell", Html.text(Objects.requireNonNullElse(entry.detail(), ""))));
    if (user.seesAllTenants(Permission.AUDIT_READ)) {
      cells.add(Html.text(entry.tenant().value()));
    }
    return Tags.row(cells.toArray(Html[]::new));
  }

  /** All entries of the period, in pages of the database. */
  @Authorize(value = Permission.AUDIT_READ, on = Authorize.Subject.INSTALLATION)
  @GetMapping("/export")
  void export(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestParam(defaultValue = "") String environment,
      @RequestParam(defaultValue = "7") int days,
      HttpServletResponse response)
      throws IOException {
    response.setContentType("text/csv;charset=UTF-8");
    response.setHeader("Content-Disposition", "attachment; filename=\"audit.csv\"");
    OutputStream out = response.getOutputStream();
    out.write(
        CsvLine.of(
            "id",
            "at",
            "tenant",
            "actor",
            "key",
            "action",
            "environment",
            "outcome",
            "reason",
            "detail"));
    Long before = null;
    List<AuditEntry> page;
    do {
      List<AuditEntry> found = audit.list(query(user, environment, days, before, EXPORT_PAGE_SIZE));
      page = found.subList(0, Math.min(EXPORT_PAGE_SIZE, found.size()));
      for (AuditEntry entry : page) {
        out.write(
            CsvLine.of(
                String.valueOf(entry.id()),
                entry.at().toString(),
                entry.tenant().value(),
                entry.actor(),
                entry.keyId(),
                entry.action(),
                Objects.requireNonNullElse(entry.environmentId(), ""),
                entry.outcome().code(),
                Objects.requireNonNullElse(entry.reason(), ""),
                Objects.requireNonNullElse(entry.detail(), "")));
        before = entry.id();
      }
    } while (page.size() == EXPORT_PAGE_SIZE);
  }
}
