package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.beta9.provisioning.console.ConsoleFixture.Row;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** The console in a browser. Every test fails on a violation of the content security policy. */
class ConsoleBrowserTest {
  private static final String FAILED = "/console/environments/env_000a1b2c3001";
  private static final String WORKING = "/console/environments/env_000a1b2c3002";
  private static final String HOSTILE = "/console/environments/env_000a1b2c3007";
  private static final String HOSTILE_PLAN = HOSTILE + "/plans/" + ConsoleFixture.HOSTILE_PLAN;
  private static final String HOSTILE_WEBHOOK =
      "/console/webhooks/" + ConsoleFixture.HOSTILE_WEBHOOK;
  private static final String READY = "/console/environments/env_000a1b2c3000";
  private static final String STATE = READY + "/state";
  private static final String HOSTILE_STATE =
      HOSTILE
          + "/state?address="
          + URLEncoder.encode(
              "aws_vpc.this["
                  + JsonMapper.shared().writeValueAsString(ConsoleFixture.HOSTILE)
                  + "]",
              StandardCharsets.UTF_8);

  /** Every page, by the name of its pictures. */
  private static final Map<String, String> PAGES =
      Map.ofEntries(
          Map.entry("environments", "/console"),
          Map.entry("failed", FAILED),
          Map.entry("working", WORKING),
          Map.entry("log", WORKING + "/logs"),
          Map.entry("state", STATE),
          Map.entry("state-resource", STATE + "?q=_db_&address=aws_db_instance.this"),
          Map.entry("new", "/console/environments/new?template=medium"),
          Map.entry("form", "/console/environments/new"),
          Map.entry("operations", "/console/operations"),
          Map.entry("failures", "/console/reports"),
          Map.entry("capacity", "/console/reports?report=capacity"),
          Map.entry("health", "/console/reports?report=health"),
          Map.entry("audit", "/console/audit"),
          Map.entry("access", "/console/access"),
          Map.entry("account", "/console/access/accounts/" + ConsoleFixture.ACCOUNT),
          Map.entry("webhooks", "/console/webhooks"),
          Map.entry("webhook", "/console/webhooks/" + ConsoleFixture.WEBHOOK),
          Map.entry("session", "/console/session"),
          Map.entry("sign-in", "/console/sign-in"),
          Map.entry("ready", READY),
          Map.entry("diagnosis", FAILED + "/diagnosis"),
          Map.entry("update", READY + "/update"),
          Map.entry("plan", READY + "/plans/" + ConsoleFixture.PLAN),
          Map.entry("rejected-plan", READY + "/plans/" + ConsoleFixture.REJECTED_PLAN),
          Map.entry("hostile", HOSTILE),
          Map.entry("hostile-plan", HOSTILE_PLAN),
          Map.entry("hostile-state", HOSTILE_STATE),
          Map.entry("hostile-webhook", HOSTILE_WEBHOOK),
          Map.entry("no-state", "/console/environments/env_000a1b2c3005/state"),
          Map.entry("denied-state", FAILED + "/state"),
          Map.entry("problem", "/console/nothing"));

  private static final Set<String> NOT_IN_THE_DOCUMENTATION =
      Set.of(
          "hostile",
          "hostile-plan",
          "hostile-state",
          "hostile-webhook",
          "no-state",
          "denied-state",
          "problem");

  private static ConsoleFixture fixture;
  private static ConsoleBrowser browser;
  private static String axe;

  @BeforeAll
  static void start() throws IOException {
    browser = ConsoleBrowser.start();
    fixture = ConsoleFixture.start();
    try (InputStream in = ConsoleBrowserTest.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterAll
  static void stop() {
    if (fixture != null) {
      fixture.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void no_page_violated_the_content_security_policy() {
    assertThat(browser.takeProblems()).isEmpty();
  }

  /** The cookies of a session of each key: the form for signing in is tested on its own. */
  private static final Map<String, List<Cookie>> SESSIONS = new HashMap<>();

  private static Page signedIn(Page page, String key) {
    List<Cookie> session = SESSIONS.get(key);
    if (session == null) {
      signedInAnew(page, key);
      SESSIONS.put(key, page.context().cookies());
    } else {
      page.context().addCookies(session);
      page.navigate(fixture.address("/console"));
    }
    return page;
  }

  private static Page signedInAnew(Page page, String key) {
    page.navigate(fixture.address("/console/sign-in"));
    page.fill("[name=key]", key);
    page.click("text=Sign in >> nth=-1");
    page.waitForURL("**/console");
    return page;
  }

  /** In the dark only colours differ, so only their contrast is checked again. */
  private static List<String> violations(Page page, ColorScheme scheme) {
    page.evaluate(axe);
    Object found =
        page.evaluate(
            """
            async (only) => (await axe.run(document, {resultTypes: ['violations'],
                ...(only && {runOnly: [only]})})).violations
              .flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160)))
            """,
            scheme == ColorScheme.DARK ? "color-contrast" : "");
    List<String> violations = new ArrayList<>();
    if (found instanceof List<?> list) {
      list.forEach(each -> violations.add(String.valueOf(each)));
    }
    return violations;
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void every_page_is_accessible(ColorScheme scheme) {
    Page page = browser.open(scheme, 1280, true);
    page.navigate(fixture.address("/console/sign-in"));
    List<String> found = new ArrayList<>();
    violations(page, scheme).forEach(each -> found.add("sign-in " + each));
    signedIn(page, fixture.ownerKey);
    PAGES.forEach(
        (name, path) -> {
          page.navigate(fixture.address(path));
          violations(page, scheme).forEach(each -> found.add(name + " " + each));
        });
    page.context().close();
    assertThat(found).isEmpty();
  }

  @Test
  void no_page_is_wider_than_the_screen() {
    Page page = signedIn(browser.open(), fixture.ownerKey);
    List<String> wide = new ArrayList<>();
    PAGES.forEach(
        (name, path) -> {
          page.navigate(fixture.address(path));
          for (int width : new int[] {320, 2560}) {
            page.setViewportSize(width, 900);
            if (!page.evaluate("document.documentElement.scrollWidth <= innerWidth").equals(true)) {
              wide.add(name + " at " + width);
            }
          }
        });
    page.context().close();
    assertThat(wide).isEmpty();
  }

  @ParameterizedTest
  @MethodSource
  void hostile_text_executes_nothing(String path, String place) {
    Page page = signedIn(browser.open(), fixture.ownerKey);
    page.navigate(fixture.address(path));
    assertThat(page.evaluate("window.hostile === undefined")).isEqualTo(true);
    assertThat(page.locator("main img, main script").count()).isZero();
    assertThat(page.locator(place + " >> text=<script>window.hostile").count()).isPositive();
    page.context().close();
  }

  static List<Arguments> hostile_text_executes_nothing() {
    return List.of(
        Arguments.of(HOSTILE, ".line-text"),
        Arguments.of(HOSTILE_PLAN, "#plan .failure"),
        Arguments.of(HOSTILE_PLAN, ".plan-resource code"),
        Arguments.of(HOSTILE_PLAN, ".plan-resource .id"),
        Arguments.of(HOSTILE_PLAN, ".failure-line"),
        Arguments.of(HOSTILE_WEBHOOK, ".facts dd"),
        Arguments.of(HOSTILE_WEBHOOK, "#deliveries .failure-line"),
        Arguments.of(HOSTILE_STATE, ".state-id"),
        Arguments.of(HOSTILE_STATE, ".state-attributes dt"),
        Arguments.of(HOSTILE_STATE, ".state-attributes dd"));
  }

  @Test
  void the_attributes_of_a_resource_open_by_keyboard_and_hide_its_secrets() {
    Page page = signedIn(browser.open(), fixture.viewerKey);
    page.navigate(fixture.address(STATE));
    assertThat(page.locator(".state-attributes").count()).isZero();
    page.focus("a:has-text('aws_db_instance.')");
    page.keyboard().press("Enter");
    page.waitForSelector(".state-attributes >> text=db.t4g.medium");
    assertThat(page.locator(".state-attributes .badge").allTextContents())
        .containsExactly("hidden", "hidden");
    assertThat(page.content()).doesNotContain(SampleState.PASSWORD, SampleState.UNMARKED_TOKEN);
    assertThat(page.evaluate("document.activeElement.getAttribute('aria-expanded')"))
        .as("the focus remains on what was opened")
        .isEqualTo("true");
    page.keyboard().press("Enter");
    PlaywrightAssertions.assertThat(page.locator(".state-attributes")).hasCount(0);
    page.context().close();
  }

  @Test
  void an_update_is_planned_and_confirmed_by_keyboard() {
    Row row = fixture.environment(ConsoleFixture.ACME, "updated", "ready", "us-east-1", 3);
    fixture.operation(row, "provision", "succeeded", 16, null);
    Page page = signedIn(browser.open(), fixture.memberKey);
    page.navigate(fixture.address("/console/environments/" + row.id() + "/update"));
    String yaml = page.inputValue("textarea");
    String before = page.textContent("#preview .groups");
    page.fill("textarea", yaml.replace("max_workers: 3", "max_workers: 2"));
    page.waitForSelector(".changes >> text=cpu_nodes.max_size");
    assertThat(page.textContent("#preview .groups"))
        .as("the infra model follows the text")
        .isNotEqualTo(before);
    assertThat(page.locator("button:has-text('Show what would change')").isVisible())
        .as("what only a page without scripts needs")
        .isFalse();
    assertThat(page.inputValue("textarea"))
        .isEqualTo(yaml.replace("max_workers: 3", "max_workers: 2"));
    page.focus("button:has-text('Plan the update')");
    page.keyboard().press("Enter");
    page.waitForURL("**/plans/op_*");
    page.waitForSelector("text=Terraform is planning the update");
    SamplePlan.complete(fixture.jdbc, page.url().replaceAll(".*/", ""), SamplePlan.INTERRUPTING);
    page.waitForSelector("#plan td >> text=nodes are removed with everything");
    String confirm = "button:has-text('Update the environment')";
    page.focus(confirm);
    page.keyboard().press("Enter");
    assertThat(page.url()).as("the interruption is not accepted").contains("/plans/op_");
    page.focus("[name=accept-node-groups]");
    page.keyboard().press("Space");
    page.focus(confirm);
    page.keyboard().press("Enter");
    page.waitForSelector("#summary >> text=queued");
    page.context().close();
  }

  @Test
  void a_viewer_reads_a_plan_without_scripts_and_cannot_confirm_it() {
    Page page = signedIn(browser.open(ColorScheme.LIGHT, 1280, false), fixture.viewerKey);
    page.navigate(fixture.address(READY + "/plans/" + ConsoleFixture.PLAN));
    assertThat(page.locator("#plan tbody tr").count()).isEqualTo(5);
    assertThat(page.locator("main form").count()).isZero();
    page.context().close();
  }

  @Test
  void without_scripts_the_attributes_of_a_resource_are_read() {
    Page page = signedIn(browser.open(ColorScheme.LIGHT, 1280, false), fixture.viewerKey);
    page.navigate(fixture.address(STATE));
    page.fill("[name=q]", "DB_INST");
    page.click("text=Apply");
    PlaywrightAssertions.assertThat(page.locator(".state-row")).hasCount(1);
    page.click("a >> text=aws_db_instance.");
    PlaywrightAssertions.assertThat(page.locator(".state-attributes"))
        .containsText("db.t4g.medium");
    assertThat(page.locator(".state-row").count()).as("the search remains").isEqualTo(1);
    page.context().close();
  }

  @Test
  void without_scripts_pages_are_read_and_forms_are_sent() {
    Page page = signedInAnew(browser.open(ColorScheme.LIGHT, 1280, false), fixture.memberKey);
    page.fill("[name=q]", "analytics");
    page.click("text=Apply");
    PlaywrightAssertions.assertThat(page.locator("#results tbody tr")).hasCount(1);
    page.click("text=analytics-staging");
    PlaywrightAssertions.assertThat(page.locator("h1")).hasText("analytics-staging");
    page.click("text=Sign out");
    page.waitForURL("**/console/sign-in");
    page.context().close();
  }

  /** Moves the focus by the tabulator only, as a person without a mouse does. */
  private static void tabTo(Page page, String selector) {
    for (int i = 0; i < 80; i++) {
      page.keyboard().press("Tab");
      if (page.evaluate("s => document.activeElement.matches(s)", selector).equals(true)) {
        return;
      }
    }
    throw new AssertionError("the tabulator does not reach " + selector);
  }

  @Test
  void from_signing_in_to_a_new_environment_the_keyboard_alone_suffices() {
    Page page = browser.open();
    page.navigate(fixture.address("/console/sign-in"));
    page.keyboard().type(fixture.memberKey);
    page.keyboard().press("Enter");
    page.waitForURL("**/console");
    tabTo(page, ".skip-link");
    page.keyboard().press("Enter");
    tabTo(page, "main a[href='/console/environments/new']");
    page.keyboard().press("Enter");
    page.waitForURL("**/console/environments/new");
    tabTo(page, "[name=name]");
    page.keyboard().type("by-keyboard");
    tabTo(page, "[name='cloud.region']");
    page.keyboard().type("eu-west-2");
    tabTo(page, "[name='cloud.account_id']");
    page.keyboard().type("123456789012");
    tabTo(page, "[name='beta9.domain']");
    page.keyboard().type("beta9.acme.example");
    page.waitForSelector("#preview >> text=eu-west-2a");
    tabTo(page, "form button.primary");
    page.keyboard().press("Enter");
    page.waitForURL("**/console/environments/env_*");
    assertThat(page.locator("h1").textContent()).isEqualTo("by-keyboard");
    page.context().close();
  }

  @Test
  void the_list_is_filtered_while_typing() {
    Page page = signedIn(browser.open(), fixture.memberKey);
    page.fill("[name=q]", "gpu");
    PlaywrightAssertions.assertThat(page.locator("#results tbody tr")).hasCount(1);
    assertThat(page.url()).contains("q=gpu");
    page.context().close();
  }

  @Test
  void the_form_shows_what_it_would_create_while_it_is_filled_in() {
    Page page = signedIn(browser.open(), fixture.memberKey);
    page.navigate(fixture.address("/console/environments/new"));
    page.fill("[name=name]", "browser-made");
    page.selectOption("[name='cloud.region']", "eu-central-1");
    page.fill("[name='cloud.account_id']", "123456789012");
    page.fill("[name='beta9.domain']", "beta9.acme.example");
    page.waitForSelector("#preview >> text=eu-central-1a");
    page.click("text=Create environment");
    page.waitForURL("**/console/environments/env_*");
    assertThat(page.locator("h1").textContent()).isEqualTo("browser-made");
    page.waitForSelector("[data-state=live]");
    Row created = fixture.latestOf(page.url().replaceAll(".*/", ""));
    fixture.work(created, "provisioning", "running");
    page.waitForSelector("#summary .badge-busy >> text=provisioning");
    fixture.log(created, "check", List.of("the gateway answers"));
    fixture.work(created, "ready", "succeeded");
    page.waitForSelector("#summary .badge-good >> text=ready");
    page.waitForSelector("#log-lines >> text=the gateway answers");
    page.context().close();
  }

  @Test
  void an_environment_becomes_ready_while_its_page_is_open() {
    Row row = fixture.environment(ConsoleFixture.ACME, "watched", "provisioning", "us-east-1", 0);
    fixture.operation(row, "provision", "running", 8, null);
    Page page = signedIn(browser.open(), fixture.memberKey);
    page.navigate(fixture.address("/console/environments/" + row.id()));
    page.waitForSelector("[data-state=live]");
    fixture.log(row, "check", List.of("the gateway answers"));
    fixture.event(row, "succeeded", "watched is ready");
    fixture
        .jdbc
        .sql(
            "update operations set state = 'succeeded', worker_id = null, finished_at = now() where"
                + " id = :id")
        .param("id", row.operation())
        .update();
    fixture
        .jdbc
        .sql("update environments set status = 'ready', provisioned_at = now() where id = :id")
        .param("id", row.id())
        .update();
    page.waitForSelector("#log-lines >> text=the gateway answers");
    page.waitForSelector("#event-list >> text=watched is ready");
    page.waitForSelector("#summary .badge-good >> text=ready");
    page.waitForSelector("#actions >> text=Destroy");
    page.context().close();
  }

  @Test
  void each_tenant_sees_its_own_and_an_operator_sees_all() {
    Page other = signedIn(browser.open(), fixture.otherKey);
    assertThat(other.locator("tbody .row-link").allTextContents()).containsExactly("globex-main");
    assertThat(other.navigate(fixture.address(FAILED)).status()).isEqualTo(404);
    other.context().close();
    Page operator = signedIn(browser.open(), fixture.operatorKey);
    operator.navigate(fixture.address("/console"));
    assertThat(operator.locator("tbody .row-link").allTextContents())
        .contains("globex-main", "production", "analytics-staging");
    operator.context().close();
  }

  @Test
  void a_viewer_finds_no_dangerous_button_and_is_denied_when_posting_by_hand() {
    Page page = signedIn(browser.open(), fixture.viewerKey);
    page.navigate(fixture.address("/console/environments/env_000a1b2c3000"));
    assertThat(page.locator("h1").textContent()).isEqualTo("production");
    assertThat(page.locator("main form").count()).isZero();
    Object status =
        page.evaluate(
            """
            async () => (await fetch(location.pathname + '/destroy', {method: 'POST',
              body: new URLSearchParams({confirm: 'production', reason: 'by hand',
                form_token: document.querySelector('[name=form_token]').value})})).status
            """);
    assertThat(status).isEqualTo(403);
    page.context().close();
  }

  @Test
  void a_failure_is_explained_and_retried_with_its_button_by_keyboard_until_it_is_ready() {
    Row row = fixture.failedEnvironment("recovering");
    Page page = signedIn(browser.open(), fixture.memberKey);
    page.navigate(fixture.address("/console/environments/" + row.id()));
    page.waitForSelector("[data-state=live]");
    assertThat(page.locator(".failure").textContent())
        .contains("Creating the node group failed", "requests the increase");
    page.focus("text=Retry now");
    page.keyboard().press("Enter");
    page.waitForSelector("#summary >> text=queued");
    page.waitForSelector("[data-state=live]");
    fixture.work(fixture.latestOf(row.id()), "ready", "succeeded");
    page.waitForSelector("#summary .badge-good >> text=ready");
    PlaywrightAssertions.assertThat(page.locator(".failure")).hasCount(0);
    page.context().close();
  }

  @Test
  void destroying_requires_the_name() {
    Row row = fixture.environment(ConsoleFixture.ACME, "doomed", "ready", "us-east-1", 1);
    Page page = signedIn(browser.open(), fixture.memberKey);
    page.navigate(fixture.address("/console/environments/" + row.id()));
    page.focus("summary >> text=Destroy");
    page.keyboard().press("Enter");
    page.fill("[name=confirm]", "doomed");
    page.fill("[name=reason]", "the test ends");
    page.keyboard().press("Enter");
    page.waitForSelector("#summary >> text=destroy queued");
    page.context().close();
  }

  /** Browsers allow six connections to a host over HTTP/1.1. */
  @Test
  void eight_pages_are_open_at_the_same_time() {
    Page first = signedIn(browser.open(), fixture.memberKey);
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Page page = first.context().newPage();
      page.navigate(fixture.address(WORKING));
      pages.forEach(
          other -> {
            // What a browser does with the pages behind the one in front.
            other.evaluate(
                """
                () => { Object.defineProperty(document, 'hidden', {value: true, configurable: true});
                  document.dispatchEvent(new Event('visibilitychange')); }
                """);
            assertThat(other.getAttribute("#live", "data-state")).isEqualTo("paused");
          });
      page.waitForSelector("[data-state=live]");
      pages.add(page);
    }
    first.context().close();
  }

  @Test
  void no_page_transfers_more_than_250_kilobytes() {
    Page page = signedIn(browser.open(), fixture.ownerKey);
    Map<String, Long> heavy = new java.util.TreeMap<>();
    PAGES.forEach(
        (name, path) -> {
          long[] bytes = {0};
          page.onResponse(
              response -> {
                if (!response.url().endsWith("/events")) {
                  String length = response.headers().get("content-length");
                  bytes[0] += length == null ? 0 : Long.parseLong(length);
                }
              });
          page.navigate(fixture.address(path));
          if (bytes[0] > 250_000) {
            heavy.put(name, bytes[0]);
          }
        });
    page.context().close();
    assertThat(heavy).isEmpty();
  }

  @Test
  void an_open_page_misses_no_line_when_the_api_restarts() {
    Row row = fixture.environment(ConsoleFixture.ACME, "restarted", "provisioning", "us-west-2", 0);
    fixture.operation(row, "provision", "running", 8, null);
    Page page = signedIn(browser.open(), fixture.memberKey);
    page.navigate(fixture.address("/console/environments/" + row.id()));
    page.waitForSelector("[data-state=live]");
    fixture.log(row, "apply", List.of("line 1", "line 2", "line 3"));
    fixture.restart();
    fixture.log(row, "apply", List.of("line 4", "line 5", "line 6"));
    page.waitForSelector("#log-lines >> text=line 6");
    page.waitForSelector("[data-state=live]");
    fixture.log(row, "apply", List.of("line 7"));
    page.waitForSelector("#log-lines >> text=line 7");
    assertThat(page.locator("#log-lines .line-text").allTextContents())
        .filteredOn(line -> line.startsWith("line "))
        .containsExactly("line 1", "line 2", "line 3", "line 4", "line 5", "line 6", "line 7");
    page.context().close();
  }

  @Test
  void the_picture_of_the_resources_follows_the_work() {
    Row row = fixture.environment(ConsoleFixture.ACME, "pictured", "provisioning", "us-west-2", 0);
    fixture.operation(row, "provision", "running", 8, null);
    SampleJournal.ofRunningApply(fixture.jdbc, row);
    Page page = signedIn(browser.open(), fixture.memberKey);
    page.navigate(fixture.address("/console/environments/" + row.id()));
    page.waitForSelector("[data-state=live]");
    page.waitForSelector(".resource-running >> text=eks_cluster");
    page.click("#resources-cluster > summary");
    SampleJournal.ended(fixture.jdbc, row, "apply_complete", "aws_eks_cluster.this", 540);
    SampleJournal.ended(fixture.jdbc, row, "apply_errored", "aws_db_instance.this", 300);
    fixture.log(row, "apply", List.of("aws_eks_cluster.this: Creation complete after 9m0s"));
    page.waitForSelector("#resources-cluster[open] .resource-done >> text=eks_cluster");
    page.waitForSelector(".resource-failed >> text=failed after 5 min 00 s");
    assertThat(page.evaluate("document.activeElement.parentElement.id"))
        .as("the focus remains")
        .isEqualTo("resources-cluster");
    page.context().close();
  }

  /**
   * Writes docs/images: {@code -Dconsole.images.write=true}, or names of pages; with the fonts of
   * Debian's packages {@code fonts-inter} and {@code fonts-jetbrains-mono}.
   */
  @Test
  @EnabledIfSystemProperty(named = "console.images.write", matches = ".+")
  void writes_pictures_of_every_page() throws IOException {
    Path images = Files.createDirectories(Path.of("../docs/images"));
    fixture.close();
    fixture = ConsoleFixture.startWithOrdinaryText();
    SESSIONS.clear();
    try {
      writePictures(images);
    } finally {
      fixture.close();
      fixture = ConsoleFixture.start();
      SESSIONS.clear();
    }
  }

  private static void writePictures(Path images) throws IOException {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : new int[] {1280, 390}) {
        Page page = signedIn(browser.open(scheme, width, true), fixture.ownerKey);
        for (Map.Entry<String, String> entry : PAGES.entrySet()) {
          String only = System.getProperty("console.images.write");
          if (NOT_IN_THE_DOCUMENTATION.contains(entry.getKey())
              || !(only.equals("true") || List.of(only.split(",")).contains(entry.getKey()))) {
            continue;
          }
          page.navigate(fixture.address(entry.getValue()));
          String name =
              "console-"
                  + entry.getKey()
                  + (scheme == ColorScheme.DARK ? "-dark" : "")
                  + (width < 1000 ? "-narrow" : "");
          Path file = images.resolve(name + ".png");
          IndexedPng.write(page.screenshot(), file);
          assertThat(Files.size(file)).isLessThan(150_000);
        }
        page.context().close();
      }
    }
  }
}
