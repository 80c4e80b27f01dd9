package io.beta9.provisioning.console;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.console.ConsoleFixture.Row;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * The bytes that a browser with an empty cache transfers for each page, with many and with long
 * texts. {@code ./provisioner bench console} measures the times.
 */
class ConsoleTransferTest {
  private static final int MAX_BYTES = 250_000;
  private static final Pattern ASSET = Pattern.compile("\"(/console/assets/[^\"]+)\"");

  /** A page for each path that is read, and more than one where its content differs. */
  private static final Map<String, String> PAGES =
      Map.ofEntries(
          Map.entry("/console/sign-in", "/console/sign-in"),
          Map.entry("/console", "/console?order=newest"),
          Map.entry("/console/environments/{id:env_.*}", "/console/environments/{working}"),
          Map.entry("/console/environments/{id:env_.*} failed", "/console/environments/{failed}"),
          Map.entry(
              "/console/environments/{id}/diagnosis", "/console/environments/{failed}/diagnosis"),
          Map.entry("/console/environments/{id}/logs", "/console/environments/{working}/logs"),
          Map.entry("/console/environments/{id}/update", "/console/environments/{ready}/update"),
          Map.entry("/console/environments/{id}/state", "/console/environments/{ready}/state"),
          Map.entry(
              "/console/environments/{id}/plans/{plan}",
              "/console/environments/{ready}/plans/" + ConsoleFixture.PLAN),
          Map.entry("/console/environments/new", "/console/environments/new?template=hardened"),
          Map.entry("/console/operations", "/console/operations"),
          Map.entry("/console/reports", "/console/reports?days=30"),
          Map.entry("/console/reports capacity", "/console/reports?report=capacity"),
          Map.entry("/console/reports health", "/console/reports?report=health"),
          Map.entry("/console/audit", "/console/audit?days=365"),
          Map.entry("/console/access", "/console/access"),
          Map.entry(
              "/console/access/accounts/{id}",
              "/console/access/accounts/" + ConsoleFixture.ACCOUNT),
          Map.entry("/console/webhooks", "/console/webhooks"),
          Map.entry("/console/webhooks/{id}", "/console/webhooks/" + ConsoleFixture.WEBHOOK),
          Map.entry("/console/session", "/console/session"));

  /** Redirects, streams, downloads, assets, and the answer to unknown paths. */
  private static final Set<String> NO_PAGES =
      Set.of(
          "/",
          "/console/sign-in/link",
          "/console/sign-in/oidc",
          "/console/sign-in/oidc/callback",
          "/console/assets/{hash}/{name}",
          "/console/{*rest}",
          "/console/environments/{id}/events",
          "/console/environments/{id}/logs/download",
          "/console/audit/export",
          "/console/access/accounts/{id}/policies/{name}");

  private static ConsoleFixture fixture;
  private static final Map<String, String> IDS = new TreeMap<>();

  @BeforeAll
  static void start() {
    fixture = ConsoleFixture.start();
    Row working = fixture.environment(ConsoleFixture.ACME, "long", "provisioning", "us-west-2", 0);
    fixture.operation(working, "provision", "running", 8, null);
    SampleJournal.ofRunningApply(fixture.jdbc, working);
    SampleJournal.ofManyResources(fixture.jdbc, working, 120);
    for (int i = 0; i < 300; i++) {
      fixture.log(working, "apply", List.of("line " + i + " " + "x".repeat(2000)));
      fixture.event(working, "step-done", "event " + i + " " + "y".repeat(300));
    }
    Row failed = fixture.failedEnvironment("long-failure");
    fixture
        .jdbc
        .sql("update environments set error_message = repeat('because ', 500) where id = :id")
        .param("id", failed.id())
        .update();
    fixture
        .jdbc
        .sql(
            """
            insert into audit (tenant_id, actor, key_id, action, environment_id, reason, outcome,
              detail, finished_at)
            select 'acme', 'ann@acme.example', 'key_1', 'env.update', :id, repeat('reason ', 30),
                   'done', repeat('detail ', 30), now() from generate_series(1, 500)
            """)
        .param("id", failed.id())
        .update();
    fixture
        .jdbc
        .sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by, error_message)
            select 'env_' || lpad(to_hex(n), 12, '0'), 'acme', 'many-' || n, 'failed', 'aws',
                   'us-east-1', '123456789012', '{}', '{}', '{}', 'ann@acme.example',
                   repeat('because ', 100) from generate_series(1, 200) n
            """)
        .update();
    fixture
        .jdbc
        .sql(
            """
            insert into webhooks (id, tenant_id, url, description, enabled, secret, created_by)
            select 'whk_' || lpad(to_hex(n), 12, '0'), 'ops',
                   'https://hooks.example.com/' || repeat('u', 900), repeat('d', 200), true, '\\x00',
                   'owner' from generate_series(100, 200) n
            """)
        .update();
    fixture
        .jdbc
        .sql(
            """
            insert into webhook_deliveries (id, webhook_id, tenant_id, message_id, type, body, state,
              error, finished_at)
            select 'whd_many' || n, :id, 'ops', 'msg_' || n, 'x', '{}', 'dead',
                   repeat('because ', 100), now() from generate_series(1, 100) n
            """)
        .param("id", ConsoleFixture.WEBHOOK)
        .update();
    IDS.put("{working}", working.id());
    IDS.put("{failed}", failed.id());
    IDS.put("{ready}", "env_000a1b2c3000");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void no_page_transfers_more_than_250_kilobytes() throws IOException {
    ConsoleClient client = ConsoleClient.signedIn(fixture, fixture.ownerKey);
    Map<String, Integer> heavy = new TreeMap<>();
    for (Map.Entry<String, String> page : PAGES.entrySet()) {
      String path = page.getValue();
      for (Map.Entry<String, String> id : IDS.entrySet()) {
        path = path.replace(id.getKey(), id.getValue());
      }
      HttpResponse<String> response = client.get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      int bytes = bytes(client, path);
      for (String asset :
          ASSET
              .matcher(response.body())
              .results()
              .map(MatchResult::group)
              .collect(toCollection(TreeSet::new))) {
        bytes += bytes(client, asset.replace("\"", ""));
      }
      if (bytes > MAX_BYTES) {
        heavy.put(page.getKey(), bytes);
      }
    }
    assertThat(heavy).isEmpty();
  }

  /** Returns the length of what is sent to a browser, which accepts compressed bodies. */
  private static int bytes(ConsoleClient client, String path) throws IOException {
    try (InputStream in =
        client
            .send(
                client.request(path).header("Accept-Encoding", "gzip"),
                BodyHandlers.ofInputStream())
            .body()) {
      return in.readAllBytes().length;
    }
  }

  /** A new page fails here until its bytes are measured. */
  @Test
  void every_page_is_measured() throws ClassNotFoundException {
    Set<String> read = new TreeSet<>();
    ClassPathScanningCandidateComponentProvider controllers =
        new ClassPathScanningCandidateComponentProvider(false);
    controllers.addIncludeFilter(new AnnotationTypeFilter(Controller.class));
    for (BeanDefinition found :
        controllers.findCandidateComponents("io.beta9.provisioning.console")) {
      Class<?> resource = Class.forName(found.getBeanClassName());
      RequestMapping type =
          AnnotatedElementUtils.findMergedAnnotation(resource, RequestMapping.class);
      String prefix = type == null || type.path().length == 0 ? "" : type.path()[0];
      for (Method method : resource.getDeclaredMethods()) {
        RequestMapping mapping =
            AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
        if (mapping != null && Set.of(mapping.method()).contains(RequestMethod.GET)) {
          read.add(prefix + (mapping.path().length == 0 ? "" : mapping.path()[0]));
        }
      }
    }
    assertThat(read).containsAll(NO_PAGES);
    read.removeAll(NO_PAGES);
    assertThat(read)
        .isEqualTo(
            PAGES.keySet().stream()
                .map(name -> name.replaceAll(" .*", ""))
                .collect(toCollection(TreeSet::new)));
  }
}
