package io.beta9.provisioning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.FakeApi.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class AccountsTest extends FakeApiCommands {
  private static final String NUMBER = "123456789012";
  private static final String ID = "acc_4f1a2b3c4d5e";

  private static ObjectNode account(String id, String state) {
    ObjectNode account =
        FakeApi.JSON
            .createObjectNode()
            .put("id", id)
            .put("provider", "aws")
            .put("account_id", NUMBER)
            .put("role_arn", "arn:aws:iam::" + NUMBER + ":role/Beta9Provisioner")
            .put("external_id", "b9-0123")
            .put("state", state)
            .put("environments", 2)
            .put("created_at", "2026-01-02T03:04:05Z");
    account.putObject("trust_policy").put("Version", "2012-10-17");
    account.putArray("permission_policies").addObject().put("name", "Beta9Provisioner-data");
    return account;
  }

  private void replies(ObjectNode... bodies) {
    for (ObjectNode body : bodies) {
      api.first.add(new Response(200, body, Map.of()));
    }
  }

  private static ObjectNode page(ObjectNode... accounts) {
    ObjectNode page = FakeApi.JSON.createObjectNode();
    page.putArray("items").addAll(List.of(accounts));
    return page;
  }

  private String lastPath() {
    return api.requests.getLast().method() + " " + api.requests.getLast().path();
  }

  @Test
  void prints_the_external_id_and_the_trust_policy_of_a_registered_account() {
    replies(account(ID, "pending"));

    assertThat(run("accounts", "add", NUMBER, "--role", "arn:aws:iam::1:role/R")).isZero();

    assertThat(FakeApi.JSON.readTree(api.requests.getLast().body()))
        .isEqualTo(
            FakeApi.JSON
                .createObjectNode()
                .put("account_id", NUMBER)
                .put("role_arn", "arn:aws:iam::1:role/R"));
    assertThat(out())
        .contains("is pending", "b9-0123", "\"Version\": \"2012-10-17\"", "Beta9Provisioner-data")
        .contains("./provisioner accounts verify " + NUMBER);
  }

  @Test
  void prints_only_the_trust_policy_on_request() {
    replies(account(ID, "verified"));

    assertThat(run("accounts", "get", ID, "--trust-policy")).isZero();

    assertThat(FakeApi.JSON.readTree(out()).propertyNames()).containsExactly("Version");
    assertThat(lastPath()).isEqualTo("GET /api/v1/accounts/" + ID);
  }

  @Test
  void finds_an_account_by_its_number_and_prefers_the_registered_one() {
    replies(
        page(account("acc_000000000001", "legacy"), account(ID, "failed")), account(ID, "failed"));
    assertThat(run("accounts", "get", NUMBER, "-o", "json")).isZero();
    assertThat(FakeApi.JSON.readTree(out()).path("id").asString()).isEqualTo(ID);

    replies(page(account("acc_000000000001", "legacy"), account("acc_000000000002", "legacy")));
    assertThat(run("accounts", "get", NUMBER)).isEqualTo(ExitCode.WRONG_USE);
    assertThat(err()).contains("acc_000000000002");

    replies(page());
    assertThat(run("accounts", "get", NUMBER)).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err()).contains("accounts add " + NUMBER);
  }

  @Test
  void repeats_a_failed_verification_until_the_role_has_taken_effect() {
    replies(account(ID, "failed"), account(ID, "failed"), account(ID, "verified"));

    assertThat(run("accounts", "verify", ID)).isZero();

    assertThat(pauses).hasSize(2);
    assertThat(lastPath()).isEqualTo("POST /api/v1/accounts/" + ID + "/verify");
    assertThat(out()).contains("is verified").doesNotContain("Next:");
  }

  @Test
  void ends_with_an_error_if_the_account_is_not_verified_in_time_or_suspended() {
    replies(account(ID, "failed"), account(ID, "failed"));
    assertThat(run("accounts", "verify", ID, "--wait", "5")).isEqualTo(ExitCode.FAILED);
    assertThat(pauses).hasSize(1);

    replies(account(ID, "failed"));
    assertThat(run("accounts", "verify", ID, "--wait", "0")).isEqualTo(ExitCode.FAILED);

    replies(account(ID, "suspended").put("error_message", "role R can be assumed by others"));
    assertThat(run("accounts", "verify", ID)).isEqualTo(ExitCode.FAILED);
    assertThat(pauses).hasSize(1);
    assertThat(out()).contains("role R can be assumed by others", "Next:");
  }

  @Test
  void lists_and_removes_accounts() {
    replies(page(account(ID, "verified")));
    assertThat(run("accounts", "list")).isZero();
    assertThat(out().lines().skip(1)).singleElement().asString().contains(NUMBER, ID, "never");

    replies(account(ID, "verified"));
    assertThat(run("accounts", "remove", ID)).isZero();
    assertThat(lastPath()).isEqualTo("DELETE /api/v1/accounts/" + ID);
    assertThat(out()).isEqualTo("Removed account " + NUMBER + ".\n");
  }

  @Test
  void shares_an_account_with_a_reason() {
    replies(page());
    assertThat(run("accounts", "share", NUMBER, "--with", "acme", "--reason", "merger")).isZero();
    assertThat(FakeApi.JSON.readTree(api.requests.getLast().body()))
        .isEqualTo(
            FakeApi.JSON
                .createObjectNode()
                .put("account_id", NUMBER)
                .put("tenant", "acme")
                .put("reason", "merger"));

    replies(page());
    assertThat(run("accounts", "unshare", NUMBER, "--with", "acme", "--reason", "sold")).isZero();
    assertThat(lastPath()).isEqualTo("DELETE /api/v1/shared-accounts/" + NUMBER);
    assertThat(api.requests.getLast().query()).isEqualTo("tenant=acme");
    assertThat(api.requests.getLast().headers()).containsEntry("x-reason", "sold");

    assertThat(run("accounts", "share", NUMBER, "--with", "acme")).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void lists_who_shares_accounts() {
    replies(
        page(
            FakeApi.JSON
                .createObjectNode()
                .put("account_id", NUMBER)
                .put("tenant", "acme")
                .put("shared_by", "ann")
                .put("environments", 0)));

    assertThat(run("accounts", "shared")).isZero();

    assertThat(out()).contains("acme", "not registered", "ann");
  }
}
