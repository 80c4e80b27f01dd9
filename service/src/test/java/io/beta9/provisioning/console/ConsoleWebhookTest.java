package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.beta9.provisioning.testing.WebhookReceiver;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Webhooks in the console, delivered to a receiver on this machine. */
class ConsoleWebhookTest {
  private static final String WEBHOOKS = "/console/webhooks";

  private static ConsoleFixture fixture;
  private static ConsoleBrowser browser;

  private WebhookReceiver receiver;

  @BeforeAll
  static void start() {
    browser = ConsoleBrowser.start();
    fixture =
        ConsoleFixture.start(
            Map.of("WEBHOOK_ALLOW_LOOPBACK", "true", "WEBHOOK_ENCRYPTION_KEY", "a key of a test"));
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

  @BeforeEach
  void listen() {
    receiver = new WebhookReceiver();
  }

  @AfterEach
  void removeAll() {
    fixture.jdbc.sql("delete from webhooks").update();
    receiver.close();
    assertThat(browser.takeProblems()).isEmpty();
  }

  private static ConsoleClient client(String key) {
    return ConsoleClient.signedIn(fixture, key);
  }

  private static Page signedIn(Page page, String key) {
    page.navigate(fixture.address("/console/sign-in"));
    page.fill("[name=key]", key);
    page.keyboard().press("Enter");
    page.waitForURL("**/console");
    return page;
  }

  /** Adds a webhook of acme and returns its address. */
  private String added() {
    HttpResponse<String> page =
        client(fixture.memberKey)
            .submit(WEBHOOKS, Map.of("url", receiver.url(), "description", "for tests"));
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    return WEBHOOKS + "/" + page.body().replaceAll("(?s).*(whk_[0-9a-f]{12}).*", "$1");
  }

  /** What the receiver has got is recorded as delivered a moment later. */
  private String giveUpTheOnlyDelivery() {
    return await()
        .until(
            () ->
                fixture
                    .jdbc
                    .sql(
                        "update webhook_deliveries set state = 'dead', status = 500,"
                            + " finished_at = now(), error = 'the receiver answered with status"
                            + " 500' where state = 'delivered' returning id")
                    .query(String.class)
                    .optional(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void a_webhook_is_added_and_tested_by_keyboard_and_its_delivery_arrives_live() {
    Page page = signedIn(browser.open(), fixture.memberKey);
    page.navigate(fixture.address(WEBHOOKS));
    page.waitForSelector("text=No webhook yet");
    page.focus("[name=url]");
    page.keyboard().type(receiver.url());
    page.keyboard().press("Tab");
    page.keyboard().type("the deployment board");
    page.keyboard().press("Enter");
    String secret = page.textContent(".message-card code");
    assertThat(secret).startsWith("whsec_");

    receiver.answer(500);
    page.focus("button:has-text('Send a test event')");
    page.keyboard().press("Enter");
    page.waitForSelector("#deliveries .failure-line >> text=status 500");
    assertThat(receiver.next().isSignedWith(secret)).isTrue();
    assertThat(page.content()).as("the secret is shown once").doesNotContain(secret);

    receiver.answer(204);
    page.evaluate("window.notLoadedAgain = true");
    fixture.jdbc.sql("update webhook_deliveries set due_at = now()").update();
    page.waitForSelector("#deliveries .badge-good >> text=delivered");
    assertThat(page.evaluate("window.notLoadedAgain")).isEqualTo(true);
    assertThat(receiver.next().isSignedWith(secret)).isTrue();
    page.context().close();
  }

  @Test
  void deliveries_that_were_given_up_are_found_and_sent_again() {
    String address = added();
    client(fixture.memberKey).submit(address + "/test", Map.of());
    receiver.next();
    giveUpTheOnlyDelivery();
    ConsoleClient operator = client(fixture.operatorKey);
    assertThat(operator.get(address + "?state=delivered").body())
        .contains("No delivery is in this state");
    assertThat(operator.get(address + "?state=dead").body())
        .contains("given up", "the receiver answered with status 500", "/replay")
        .as("operators do not manage the webhooks of tenants")
        .doesNotContain("/rotate", "/remove", address + "/test\"");

    assertThat(operator.submit(address + "/replay", Map.of()).statusCode()).isEqualTo(303);
    receiver.next();
    String delivery = giveUpTheOnlyDelivery();
    assertThat(
            operator.submit(address + "/deliveries/" + delivery + "/replay", Map.of()).statusCode())
        .isEqualTo(303);
    assertThat(receiver.next().headers()).containsKey("webhook-id");
    for (String action : new String[] {"/test", "/rotate", "/change", "/remove"}) {
      assertThat(operator.submit(address + action, Map.of("overlap", "1h")).statusCode())
          .as(action)
          .isEqualTo(403);
    }
  }

  @Test
  void a_rotated_secret_is_shown_once_and_both_sign_until_the_overlap_ends() {
    String address = added();
    ConsoleClient client = client(fixture.memberKey);
    HttpResponse<String> page = client.submit(address + "/rotate", Map.of("overlap", "1h"));
    String secret = page.body().replaceAll("(?s).*<code>(whsec_[^<]+)</code>.*", "$1");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(client.get(address).body()).contains("two secrets").doesNotContain(secret);
    client.submit(address + "/test", Map.of());
    assertThat(receiver.next().isSignedWith(secret)).isTrue();
    assertThat(client.submit(address + "/rotate", Map.of("overlap", "31d")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void a_url_that_is_not_allowed_is_rejected_at_its_field() {
    String address = added();
    ConsoleClient client = client(fixture.memberKey);
    for (String url : new String[] {"http://hooks.example.com/", "https://169.254.169.254/", ""}) {
      for (String form : new String[] {WEBHOOKS, address + "/change"}) {
        HttpResponse<String> page = client.submit(form, Map.of("url", url, "description", "x"));
        assertThat(page.statusCode()).as(url).isEqualTo(400);
        assertThat(page.body()).containsPattern("name=\"url\"[^>]*aria-invalid=\"true\"");
      }
    }
    assertThat(client.get(address).body()).contains(receiver.url().replace("&", "&amp;"));
  }

  @Test
  void a_webhook_is_changed_disabled_and_removed() {
    String address = added();
    ConsoleClient client = client(fixture.memberKey);
    client.submit(
        address + "/change",
        Map.of("url", receiver.url(), "description", "<script>window.hostile</script>"));
    client.submit(address + "/change", Map.of("enabled", "false"));
    assertThat(client.get(address).body())
        .contains("&lt;script&gt;window.hostile", ">disabled<", ">Enable<")
        .doesNotContain("<script>window", "Send a test event");
    assertThat(client.submit(address + "/test", Map.of()).statusCode()).isEqualTo(409);
    assertThat(client.submit(address + "/remove", Map.of()).statusCode()).isEqualTo(303);
    assertThat(client.get(address).statusCode()).isEqualTo(404);
    assertThat(client.get(WEBHOOKS).body()).contains("No webhook yet");
  }

  @Test
  void a_viewer_reads_without_scripts_and_another_tenant_finds_nothing() {
    String address = added();
    Page viewer = signedIn(browser.open(ColorScheme.LIGHT, 1280, false), fixture.viewerKey);
    viewer.navigate(fixture.address(WEBHOOKS));
    viewer.click("tbody .row-link");
    PlaywrightAssertions.assertThat(viewer.locator("h1")).hasText("127.0.0.1");
    assertThat(viewer.locator("main form").count()).isZero();
    viewer.context().close();
    ConsoleClient denied = client(fixture.viewerKey);
    ConsoleClient other = client(fixture.otherKey);
    assertThat(other.get(WEBHOOKS).body()).doesNotContain("127.0.0.1");
    assertThat(other.get(address).statusCode()).isEqualTo(404);
    for (String action :
        new String[] {
          "/test", "/rotate", "/change", "/remove", "/replay", "/deliveries/x/replay"
        }) {
      assertThat(denied.submit(address + action, Map.of("overlap", "1h")).statusCode())
          .as(action)
          .isEqualTo(403);
      assertThat(other.submit(address + action, Map.of("overlap", "1h")).statusCode())
          .as(action)
          .isEqualTo(404);
    }
    assertThat(denied.submit(WEBHOOKS, Map.of("url", receiver.url())).statusCode()).isEqualTo(403);
  }

  @Test
  void a_suspended_tenant_changes_nothing() {
    String address = added();
    ConsoleClient client = client(fixture.memberKey);
    fixture.jdbc.sql("update tenants set state = 'suspended' where id = 'acme'").update();
    try {
      for (String change :
          new String[] {
            WEBHOOKS,
            address + "/change",
            address + "/remove",
            "/console/access/keys",
            "/console/access/accounts"
          }) {
        HttpResponse<String> refused =
            client.submit(
                change,
                Map.of(
                    "url", receiver.url(),
                    "name", "ci",
                    "role", "viewer",
                    "account_id", "555555555555"));
        assertThat(refused.statusCode()).as(change).isEqualTo(409);
      }
    } finally {
      fixture.jdbc.sql("update tenants set state = 'active' where id = 'acme'").update();
    }
    assertThat(client.get(address).statusCode()).isEqualTo(200);
  }
}
