package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.testing.RunningApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OnboardingApiTest {
  private static final HttpClient http = HttpClient.newHttpClient();
  private static Service service;
  private static String key;

  private record Answer(int status, JsonNode body) {}

  @BeforeAll
  static void start() {
    service = RunningApi.start();
    key = service.part(ApiKeyRepository.class).create(new TenantId("acme"), "ops").secret().text();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static Answer get(String query) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:" + service.port() + "/api/v1/onboarding/aws" + query))
                .header("Authorization", "Bearer " + key)
                .build(),
            BodyHandlers.ofString());
    return new Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
  }

  @Test
  void returns_a_policy_for_each_part_restricted_to_account_and_regions() throws Exception {
    Answer answer = get("?account_id=123456789012&region=eu-central-1,eu-west-1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("role_name").asString()).isEqualTo("Beta9Provisioner");
    JsonNode first = answer.body().path("documents").path(0);
    assertThat(first.path("file_name").asString()).isEqualTo("Beta9Provisioner-network-1.json");
    JsonNode policy = JsonMapper.shared().readTree(first.path("content").asString());
    assertThat(policy.path("Version").asString()).isEqualTo("2012-10-17");
    assertThat(first.path("content").asString())
        .contains("arn:aws:ec2:*:123456789012:vpc/*", "\"eu-central-1\", \"eu-west-1\"");
  }

  @Test
  void returns_one_document_with_trust_and_permissions_in_the_other_formats() throws Exception {
    String trust = "&trusted_principal=arn:aws-cn:iam::999999999999:role/worker&external_id=ext-1";
    JsonNode template = get("?format=cloudformation" + trust).body().path("documents");
    assertThat(template.size()).isEqualTo(1);
    assertThat(template.path(0).path("content").asString())
        .contains("AWS::IAM::ManagedPolicy", "ext-1", "arn:aws-cn:ec2:*:*:vpc/*");

    JsonNode terraform = get("?format=terraform" + trust).body().path("documents");
    assertThat(terraform.path(0).path("file_name").asString()).isEqualTo("Beta9Provisioner.tf");
    assertThat(terraform.path(0).path("content").asString())
        .contains("resource \"aws_iam_role\" \"beta9_provisioner\"", "var.external_id");
  }

  @Test
  void restricts_buckets_to_the_named_prefixes() throws Exception {
    assertThat(get("").body().toString()).contains("arn:aws:s3:::beta9-????????????");

    assertThat(get("?bucket_prefix=acme,acme-data").body().toString())
        .contains("arn:aws:s3:::acme-????????????", "arn:aws:s3:::acme-data-????????????")
        .doesNotContain("arn:aws:s3:::beta9-????????????");
  }

  @Test
  void rejects_a_prefix_that_is_a_pattern() throws Exception {
    Answer answer = get("?bucket_prefix=acme,*");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().toString()).contains("bucket_prefix", "is not a prefix of a bucket");
  }

  @Test
  void rejects_a_principal_of_another_partition_than_the_role() throws Exception {
    Answer answer =
        get("?region=us-gov-west-1&trusted_principal=arn:aws:iam::999999999999:role/worker");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("errors").toString())
        .contains("trusted_principal", "is in another partition than the role, aws-us-gov");
  }

  @Test
  void names_every_invalid_parameter() throws Exception {
    Answer answer =
        get("?format=yaml&account_id=1&region=nowhere&partition=mars&role_name=a/b&external_id=x");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("errors").toString())
        .contains("format", "account_id", "region", "partition", "role_name", "external_id");
  }
}
