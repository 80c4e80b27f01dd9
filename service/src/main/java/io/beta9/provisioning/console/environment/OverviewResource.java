package io.beta9.provisioning.console.environment;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.TenantRepository;
import io.beta9.provisioning.api.EnvironmentViews;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.EnvironmentSearch;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.FoundEnvironment;
import io.beta9.provisioning.report.OperationTrends.TrendScope;
import io.beta9.provisioning.report.OperationTrends.Trends;
import io.beta9.provisioning.report.RecentResults;
import io.beta9.provisioning.report.RecentResults.DatedResult;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The first page: all environments that the user can see. */
@Controller
public class OverviewResource {
  private final PageFrame frame;
  private final EnvironmentRepository environments;
  private final TenantRepository tenants;
  private final EnvironmentViews views;
  private final RecentResults<TrendScope, Trends> trends;
  private final Clock clock;

  public OverviewResource(
      PageFrame frame,
      EnvironmentRepository environments,
      TenantRepository tenants,
      EnvironmentViews views,
      RecentResults<TrendScope, Trends> trends,
      Clock clock) {
    this.frame = frame;
    this.environments = environments;
    this.tenants = tenants;
    this.views = views;
    this.trends = trends;
    this.clock = clock;
  }

  @Authorize(value = Permission.ENVIRONMENT_READ, on = Authorize.Subject.INSTALLATION)
  @GetMapping(ConsolePaths.ROOT)
  ResponseEntity<byte[]> overview(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestParam(name = "q", defaultValue = "") String text,
      @RequestParam(defaultValue = "") String status,
      @RequestParam(defaultValue = "") String region,
      @RequestParam(defaultValue = "") String tenant,
      @RequestParam(defaultValue = "") String order,
      @RequestParam(defaultValue = "1") int page) {
    Instant now = clock.instant();
    TenantId visible = user.visibleTenant(Permission.ENVIRONMENT_READ);
    ListFilter filter = new ListFilter(text, status, region, tenant, order, page);
    EnvironmentSearch search = filter.search(user);
    List<FoundEnvironment> found = environments.search(search);
    List<EnvironmentSummary> summaries =
        views.summaries(found.stream().map(FoundEnvironment::environment).toList());
    List<EnvironmentTable.Line> lines = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      lines.add(new EnvironmentTable.Line(found.get(i).tenant().value(), summaries.get(i)));
    }
    EnvironmentTable table =
        new EnvironmentTable(
            filter,
            new EnvironmentTable.Choices(
                environments.regions(visible),
                user.seesAllTenants(Permission.ENVIRONMENT_READ)
                    ? tenants.list().stream().map(each -> each.tenant().value()).toList()
                    : List.of()),
            now);
    Map<EnvironmentStatus, Integer> counts = environments.countByStatus(visible);
    DatedResult<Trends> recent = trends.get(new TrendScope(visible));
    return frame.page(
        user,
        Section.ENVIRONMENTS,
        "Environments",
        OverviewSummary.of(user.can(Permission.ENVIRONMENT_CREATE), counts, recent.value().days()),
        TrendTiles.of(recent.value(), recent.at(), now),
        table.html(lines, filter.countIn(counts).orElseGet(() -> environments.count(search))),
        TrendTiles.dayByDay(recent.value()));
  }
}
