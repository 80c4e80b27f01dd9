package io.beta9.provisioning.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.FakeWorkerTools;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The main story of the console with the worker of the service: its pipeline, steps, events and log
 * are real, Terraform and Helm are fast fakes over the simulated cloud.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleStoryTest {
  @TempDir static Path directory;

  private ConsoleBrowser browser;
  private FakeWorkerTools worker;
  private Service service;
  private String key;

  @BeforeAll
  void start() {
    browser = ConsoleBrowser.start();
    worker = new FakeWorkerTools(() -> service.part(JdbcClient.class));
    service =
        Service.start(
            Settings.from(
                Map.of(
                    "DATABASE_URL",
                    Servers.emptyDatabase(),
                    "REDIS_URL",
                    "redis://127.0.0.1:" + Servers.redisPort(),
                    "LISTEN_PORT",
                    "0",
                    "WORKDIR_BASE",
                    directory.resolve("work").toString())),
            Set.of(ServiceRole.API, ServiceRole.WORKER),
            worker.tools());
    worker.registerAccount("acme");
    key = service.part(ApiKeyRepository.class).create(new TenantId("acme"), "ann").secret().text();
  }

  @AfterAll
  void stop() {
    if (service != null) {
      service.close();
    }
    if (worker != null) {
      worker.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private String address(String path) {
    return "http://127.0.0.1:" + service.port() + path;
  }

  @Test
  void an_environment_is_created_in_the_form_becomes_ready_live_and_is_destroyed() {
    Page page = browser.open();
    page.navigate(address("/console/sign-in"));
    page.fill("[name=key]", key);
    page.click("text=Sign in >> nth=-1");
    page.waitForURL("**/console");
    page.navigate(address("/console/environments/new"));
    page.fill("[name=name]", "story");
    page.selectOption("[name='cloud.region']", "us-east-1");
    page.fill("[name='cloud.account_id']", SimulatedAccount.ACCOUNT);
    page.fill("[name='beta9.domain']", "beta9.acme.example");
    page.waitForSelector("#preview >> text=us-east-1a");
    page.click("text=Create environment");
    page.waitForURL("**/console/environments/env_*");

    // From here on the page is not loaded again: everything arrives in its stream.
    page.evaluate("window.notLoadedAgain = true");
    page.waitForSelector("#summary .badge-good >> text=ready", patiently());
    assertThat(page.evaluate("window.notLoadedAgain")).isEqualTo(true);
    page.waitForSelector("#actions >> text=Destroy");
    page.waitForSelector("#event-list .event-good");
    assertThat(page.locator("#steps .step-done").count()).isGreaterThan(10);
    assertThat(page.locator("#steps .step-failed").count()).isZero();
    assertThat(page.locator("#log-lines .line").count()).isPositive();

    page.focus("summary >> text=Destroy");
    page.keyboard().press("Enter");
    page.fill("[name=confirm]", "story");
    page.fill("[name=reason]", "the story ends");
    page.keyboard().press("Enter");
    page.waitForSelector("#summary .badge >> text=destroyed", patiently());
    assertThat(page.url()).contains("/console/environments/env_");
    assertThat(browser.takeProblems()).isEmpty();
    page.context().close();
  }

  /** Returns a time that suffices on a machine that does other work as well. */
  private static Page.WaitForSelectorOptions patiently() {
    return new Page.WaitForSelectorOptions().setTimeout(120_000);
  }
}
