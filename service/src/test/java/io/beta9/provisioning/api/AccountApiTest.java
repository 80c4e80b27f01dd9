package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.intake.AccountRequests;
import io.beta9.provisioning.testing.RunningApi;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Registered accounts over HTTP, with roles of the simulated cloud. */
class AccountApiTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ROLE = "Beta9Provisioner";
  private static final String OWN_ACCOUNT = "999999999999";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static SimulatedAccount cloud;
  private static Service service;
  private static String acme;
  private static String globex;
  private static String owner;

  @BeforeAll
  static void start() {
    cloud = SimulatedAccount.open();
    cloud.setSystemProperties();
    service = RunningApi.start();
    acme = key("acme", Role.ADMIN);
    globex = key("globex", Role.ADMIN);
    owner = key("platform", Role.OWNER);
  }

  @AfterAll
  static void stop() {
    service.close();
    cloud.close();
  }

  private static String key(String tenant, Role role) {
    return service
        .part(ApiKeyRepository.class)
        .create(new TenantId(tenant), "test", role)
        .secret()
        .text();
  }

  private record Reply(int status, JsonNode body) {
    String text(String field) {
      return body.path(field).asString("");
    }

    String problem() {
      return text("type").replaceFirst(".*:", "");
    }
  }

  private static Reply send(String key, String method, String path, String body) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + service.port() + "/api/v1" + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Reply(response.statusCode(), JsonMapper.shared().readTree(response.body()));
  }

  /** Returns the number of an account that no other test uses. */
  private static String unusedAccount() {
    return "%012d".formatted(NUMBER.incrementAndGet());
  }

  private static Reply add(String key, String account) throws Exception {
    return send(key, "POST", "/accounts", "{\"account_id\": \"" + account + "\"}");
  }

  private static Reply verify(String key, Reply account) throws Exception {
    return send(key, "POST", "/accounts/" + account.text("id") + "/verify", "");
  }

  /** Registers an account, creates its role as the response says, and verifies it. */
  private static Reply verified(String key, String account) throws Exception {
    Reply added = add(key, account);
    cloud.trust(account, ROLE, added.body().get("trust_policy").toString());
    Reply verified = verify(key, added);
    assertThat(verified.text("state")).as(verified.body().toString()).isEqualTo("verified");
    return verified;
  }

  @Test
  void accounts_that_are_registered_at_the_same_time_do_not_exceed_the_limit() throws Exception {
    String crowded = key("crowded", Role.ADMIN);
    service
        .part(JdbcClient.class)
        .sql(
            """
            insert into accounts (id, tenant_id, provider, aws_account_id, role_arn, external_id,
              state, created_by)
            select 'acc_' || lpad(to_hex(n), 12, '0'), 'crowded', 'aws', (700000000000 + n)::text,
                   'arn:aws:iam::' || (700000000000 + n) || ':role/x', 'crowded-' || n, 'pending',
                   'test'
              from generate_series(1, :count) n
            """)
        .param("count", AccountRequests.MAX_ACCOUNTS - 1)
        .update();
    int requested = 8;
    CyclicBarrier barrier = new CyclicBarrier(requested);
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> replies = new ArrayList<>();
      for (int i = 0; i < requested; i++) {
        String account = unusedAccount();
        replies.add(
            threads.submit(
                () -> {
                  barrier.await();
                  return add(crowded, account).status();
                }));
      }
      for (Future<Integer> reply : replies) {
        statuses.add(reply.get());
      }
    }

    assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 429);
    Reply refused = add(crowded, unusedAccount());
    assertThat(refused.body().path("detail").asString("")).contains("500 registered accounts");
    Reply repeated =
        send(
            crowded,
            "POST",
            "/accounts",
            "{\"account_id\": \"700000000001\", \"role_arn\":"
                + " \"arn:aws:iam::700000000001:role/x\"}");
    assertThat(repeated.status()).as("registered before").isEqualTo(200);
    assertThat(add(globex, unusedAccount()).status()).isEqualTo(201);
  }

  @Test
  void registers_an_account_and_verifies_the_role_that_has_the_returned_trust_policy()
      throws Exception {
    String account = unusedAccount();

    Reply added = add(acme, account);

    assertThat(added.status()).isEqualTo(201);
    assertThat(added.text("id")).matches("acc_[0-9a-f]{12}");
    assertThat(added.text("state")).isEqualTo("pending");
    assertThat(added.text("role_arn")).isEqualTo("arn:aws:iam::" + account + ":role/" + ROLE);
    assertThat(added.text("external_id")).matches("b9-[0-9a-f]{48}");
    assertThat(added.body().at("/trust_policy/Statement/0/Principal/AWS").asString())
        .isEqualTo("arn:aws:iam::" + OWN_ACCOUNT + ":root");
    assertThat(added.body().at("/permission_policies/0/document/Statement").size()).isPositive();

    Reply early = verify(acme, added);
    assertThat(early.status()).isEqualTo(200);
    assertThat(early.text("state")).isEqualTo("failed");
    assertThat(early.text("error_message")).contains("accounts get " + account);

    cloud.trust(account, ROLE, added.body().get("trust_policy").toString());
    Reply verified = verify(acme, added);
    assertThat(verified.text("state")).isEqualTo("verified");
    assertThat(verified.text("verified_at")).isNotEmpty();
    assertThat(verified.text("error_message")).isEmpty();
    assertThat(send(acme, "GET", "/accounts/" + added.text("id"), "").body())
        .isEqualTo(verified.body());
  }

  @Test
  void suspends_an_account_whose_role_needs_no_external_id_until_it_does() throws Exception {
    String account = unusedAccount();
    Reply added = add(acme, account);
    String policy = added.body().get("trust_policy").toString();
    String condition = added.body().at("/trust_policy/Statement/0/Condition").toString();

    for (String lax :
        List.of(
            policy.replace(",\"Condition\":" + condition, ""),
            policy.replace("StringEquals", "StringLike").replaceAll("b9-[0-9a-f]{48}", "*"),
            policy.replace("StringEquals", "StringEqualsIfExists"),
            policy.replace("StringEquals", "StringLike").replaceAll("b9-[0-9a-f]{48}", "b9-*"))) {
      assertThat(lax).isNotEqualTo(policy);
      cloud.trust(account, ROLE, lax);
      Reply suspended = verify(acme, added);
      assertThat(suspended.text("state")).as(lax).isEqualTo("suspended");
      assertThat(suspended.body().at("/failure/code").asString())
          .isEqualTo("external-id-not-required");
    }

    cloud.trust(account, ROLE, policy);
    assertThat(verify(acme, added).text("state")).isEqualTo("verified");
  }

  @Test
  void suspends_an_account_whose_role_accepts_the_external_id_of_another_tenant() throws Exception {
    String account = unusedAccount();
    Reply own = add(acme, account);
    Reply foreign = add(globex, account);
    cloud.trust(
        account,
        ROLE,
        own.body()
            .get("trust_policy")
            .toString()
            .replace(
                "\"" + own.text("external_id") + "\"",
                "[\"" + own.text("external_id") + "\",\"" + foreign.text("external_id") + "\"]"));

    Reply suspended = verify(acme, own);

    assertThat(suspended.text("state")).isEqualTo("suspended");
    assertThat(suspended.text("error_message")).contains("the external id of another tenant");
    assertThat(suspended.body().toString()).doesNotContain(foreign.text("external_id"));
  }

  @Test
  void leaves_the_state_unchanged_while_aws_does_not_decide() throws Exception {
    Reply account = verified(acme, unusedAccount());

    cloud
        .sim()
        .faultRules()
        .add(FaultRule.Failure.everyCall("sts", "AssumeRole", 403, "SignatureDoesNotMatch", null));
    Reply undecided;
    try {
      undecided = verify(acme, account);
    } finally {
      cloud.sim().faultRules().clear();
    }

    assertThat(undecided.problem()).isEqualTo("bad-credentials");
    assertThat(send(acme, "GET", "/accounts/" + account.text("id"), "").text("state"))
        .isEqualTo("verified");
  }

  @Test
  void returns_the_same_account_when_it_is_registered_again() throws Exception {
    String account = unusedAccount();
    Reply first = add(acme, account);
    Reply again = add(acme, account);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());

    Reply otherRole =
        send(
            acme,
            "POST",
            "/accounts",
            """
            {"account_id": "%s", "role_arn": "arn:aws:iam::%s:role/Other"}
            """
                .formatted(account, account));
    assertThat(otherRole.status()).isEqualTo(409);
    assertThat(otherRole.problem()).isEqualTo("account-role-differs");
  }

  @Test
  void rejects_invalid_fields_and_the_services_own_account() throws Exception {
    Reply invalid =
        send(acme, "POST", "/accounts", "{\"account_id\": \"12\", \"role_arn\": \"Role\"}");
    assertThat(invalid.status()).isEqualTo(400);
    assertThat(invalid.body().get("errors").findValuesAsString("path"))
        .containsExactly("account_id", "role_arn");

    Reply own = add(acme, OWN_ACCOUNT);
    assertThat(own.status()).isEqualTo(422);
    assertThat(own.problem()).isEqualTo("own-account");
    assertThat(own.text("detail")).contains("ALLOW_OWN_ACCOUNT=true");
  }

  @Test
  void shows_an_account_and_its_external_id_only_to_its_tenant() throws Exception {
    Reply account = verified(acme, unusedAccount());
    String path = "/accounts/" + account.text("id");

    assertThat(send(globex, "GET", path, "").status()).isEqualTo(404);
    assertThat(send(globex, "POST", path + "/verify", "").status()).isEqualTo(404);
    assertThat(send(globex, "DELETE", path, "").status()).isEqualTo(404);
    assertThat(send(globex, "GET", "/accounts", "").body().toString())
        .doesNotContain(account.text("external_id"), account.text("id"));
    Reply toOwner = send(owner, "GET", path, "");
    assertThat(toOwner.text("account_id")).isEqualTo(account.text("account_id"));
    for (Reply reply :
        List.of(
            toOwner,
            send(owner, "POST", path + "/verify", ""),
            send(owner, "GET", "/accounts?all_tenants=true", ""),
            send(owner, "GET", "/accounts?tenant=acme", ""),
            send(owner, "GET", "/audit?all_tenants=true", ""),
            send(globex, "GET", "/audit", ""))) {
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body().toString()).doesNotContain(account.text("external_id"));
    }
    assertThat(send(acme, "GET", "/accounts", "").body().toString())
        .contains(account.text("external_id"));
    assertThat(send(acme, "GET", "/accounts/acc_000000000000", "").problem())
        .isEqualTo("unknown-account");
  }

  @Test
  void an_account_belongs_to_one_tenant_unless_an_owner_shares_it() throws Exception {
    String account = unusedAccount();
    Reply late = add(globex, account);
    verified(acme, account);

    cloud.trust(account, ROLE, late.body().get("trust_policy").toString());
    Reply rejected = verify(globex, late);
    assertThat(rejected.status()).isEqualTo(409);
    assertThat(rejected.problem()).isEqualTo("account-of-another-tenant");
    assertThat(rejected.text("detail")).contains("accounts share " + account + " --with globex");
    send(globex, "DELETE", "/accounts/" + late.text("id"), "");
    assertThat(add(globex, account).problem()).isEqualTo("account-of-another-tenant");

    String grant =
        "{\"account_id\": \"%s\", \"tenant\": \"globex\", \"reason\": \"merger\"}"
            .formatted(account);
    assertThat(send(acme, "POST", "/shared-accounts", grant).status()).isEqualTo(403);
    assertThat(send(owner, "POST", "/shared-accounts", grant.replace("merger", "")).status())
        .isEqualTo(400);
    assertThat(send(owner, "POST", "/shared-accounts", grant).status()).isEqualTo(200);
    Reply shared = verified(globex, account);

    assertThat(send(acme, "GET", "/shared-accounts", "").status()).isEqualTo(403);
    JsonNode uses = send(owner, "GET", "/shared-accounts", "").body().get("items");
    assertThat(
            uses.valueStream()
                .filter(use -> use.get("account_id").asString().equals(account))
                .map(use -> use.get("tenant").asString() + " " + use.get("state").asString()))
        .containsExactly("acme verified", "globex verified");
    assertThat(uses.toString()).doesNotContain("b9-");

    String unshare = "/shared-accounts/" + account + "?tenant=globex&reason=over";
    assertThat(send(owner, "DELETE", unshare, "").problem()).isEqualTo("account-grant-in-use");
    send(globex, "DELETE", "/accounts/" + shared.text("id"), "");
    assertThat(send(owner, "DELETE", unshare, "").status()).isEqualTo(200);
    assertThat(send(owner, "DELETE", unshare, "").status()).isEqualTo(400);
  }

  @Test
  void removes_an_account_without_environments_only() throws Exception {
    Reply account = verified(acme, unusedAccount());
    JdbcClient jdbc = service.part(JdbcClient.class);
    String environment = "env_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    jdbc.sql(
            """
            insert into environments (id, tenant_id, name, status, cloud_provider, region, account_id,
              meta_config, infra_model, state_backend_config, created_by, registered_account_id)
            values (:id, 'acme', 'living', 'failed', 'aws', 'us-east-1', :account, '{}', '{}', '{}',
              'test', :registered)
            """)
        .param("id", environment)
        .param("account", account.text("account_id"))
        .param("registered", account.text("id"))
        .update();
    String path = "/accounts/" + account.text("id");

    Reply inUse = send(acme, "DELETE", path, "");
    assertThat(inUse.status()).isEqualTo(409);
    assertThat(inUse.problem()).isEqualTo("account-in-use");
    assertThat(inUse.text("detail")).contains("living");
    assertThat(send(acme, "GET", path, "").body().get("environments").asInt()).isEqualTo(1);

    jdbc.sql("update environments set status = 'destroyed' where id = :id")
        .param("id", environment)
        .update();
    assertThat(send(acme, "DELETE", path, "").status()).isEqualTo(200);
    assertThat(send(acme, "GET", path, "").status()).isEqualTo(404);
  }

  @Test
  void records_who_registered_verified_and_removed_an_account() throws Exception {
    String account = unusedAccount();
    Reply verified = verified(acme, account);
    send(acme, "DELETE", "/accounts/" + verified.text("id"), "");

    assertThat(
            send(acme, "GET", "/audit?limit=200", "")
                .body()
                .get("items")
                .valueStream()
                .filter(entry -> entry.path("detail").asString("").contains("account " + account))
                .map(entry -> entry.get("action").asString()))
        .containsExactly("accounts.remove", "accounts.verify", "accounts.add");
  }
}
