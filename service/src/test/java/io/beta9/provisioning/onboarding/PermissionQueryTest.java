package io.beta9.provisioning.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.authorization.RequiredPermission;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionQueryTest {
  private static final EnvironmentResources ENVIRONMENT =
      new EnvironmentResources(
          "123456789012",
          "us-east-1",
          "beta9-4f1a2b3c4d5e",
          "env_4f1a2b3c4d5e",
          "beta9-4f1a2b3c4d5e",
          Map.of("beta9:managed-by", "beta9-provisioning", "team", "research"),
          null);

  private static final List<PermissionQuery> QUERIES = PermissionQuery.of(ENVIRONMENT);

  @Test
  void simulates_every_allowed_action_once_for_each_resource() {
    assertThat(QUERIES)
        .extracting(query -> query.resource() + " " + query.context().get("kms:ViaService"))
        .doesNotHaveDuplicates();
    assertThat(QUERIES)
        .allSatisfy(query -> assertThat(query.actions()).doesNotHaveDuplicates().isNotEmpty());
    Set<String> asked = new HashSet<>();
    QUERIES.forEach(query -> asked.addAll(query.actions()));
    assertThat(asked)
        .isEqualTo(
            RolePermissions.statements().stream()
                .flatMap(statement -> statement.actionNames().stream())
                .collect(Collectors.toSet()));
  }

  @Test
  void services_without_regional_endpoints_are_queried_in_their_own_region() {
    Map<String, Set<String>> regions = new TreeMap<>();
    for (PermissionQuery query : PermissionQuery.of(inRegion("eu-central-1", null))) {
      query
          .actions()
          .forEach(
              action ->
                  regions
                      .computeIfAbsent(action, key -> new HashSet<>())
                      .add(query.context().get("aws:RequestedRegion")));
    }

    assertThat(regions)
        .containsEntry("ec2:DescribeVpcs", Set.of("eu-central-1"))
        .containsEntry("iam:ListOpenIDConnectProviders", Set.of("us-east-1"))
        .containsEntry("route53:ListHostedZonesByName", Set.of("us-east-1"));
  }

  private static EnvironmentResources inRegion(String region, @Nullable String boundary) {
    return new EnvironmentResources(
        ENVIRONMENT.accountId(),
        region,
        ENVIRONMENT.name(),
        ENVIRONMENT.environmentId(),
        ENVIRONMENT.bucket(),
        ENVIRONMENT.tags(),
        boundary);
  }

  @Test
  void names_the_resources_of_the_environment() {
    assertThat(QUERIES)
        .extracting(PermissionQuery::resource)
        .contains(
            "*",
            "arn:aws:eks:us-east-1:123456789012:cluster/beta9-4f1a2b3c4d5e",
            "arn:aws:iam::123456789012:role/beta9-4f1a2b3c4d5e-*",
            "arn:aws:s3:::beta9-4f1a2b3c4d5e",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:beta9/env_4f1a2b3c4d5e/*")
        .noneMatch(resource -> resource.contains("{"));
  }

  @Test
  void contains_the_tags_of_the_environment_and_the_region_of_the_endpoint() {
    assertThat(query("arn:aws:ec2:us-east-1:123456789012:vpc/*").context())
        .containsEntry("aws:RequestTag/team", "research")
        .containsEntry("aws:ResourceTag/beta9:managed-by", "beta9-provisioning")
        .containsEntry("aws:RequestedRegion", "us-east-1");
    assertThat(query("arn:aws:iam::123456789012:role/beta9-4f1a2b3c4d5e-*").context())
        .containsEntry("iam:PassedToService", "ec2.amazonaws.com");
  }

  @Test
  void queries_the_grants_of_a_key_and_its_use_for_secrets_through_their_services() {
    Map<String, Set<String>> services = new TreeMap<>();
    for (PermissionQuery query : QUERIES) {
      query
          .actions()
          .forEach(
              action ->
                  services
                      .computeIfAbsent(action, key -> new HashSet<>())
                      .add(String.valueOf(query.context().get("kms:ViaService"))));
    }

    assertThat(services)
        .containsEntry("kms:CreateGrant", Set.of("ecr.*.amazonaws.com"))
        .containsEntry("kms:Decrypt", Set.of("secretsmanager.*.amazonaws.com"));
  }

  @ParameterizedTest
  @CsvSource({
    "us-east-1,",
    "eu-central-1,",
    "eu-central-1, arn:aws:iam::123456789012:policy/Beta9Boundary",
    "us-gov-west-1,",
    "cn-north-1,"
  })
  void is_answered_positively_by_the_policies_that_customers_apply(
      String region, @Nullable String boundary) {
    var policy =
        PolicyEvaluation.policy(
            RolePermissions.statements(), PolicyScope.of(ENVIRONMENT.accountId(), List.of(region)));

    assertThat(PermissionQuery.of(inRegion(region, boundary)))
        .allSatisfy(
            query ->
                assertThat(query.actions())
                    .as(query.resource())
                    .allMatch(
                        action ->
                            PolicyEvaluation.allows(
                                policy,
                                new RequiredPermission(
                                    action, query.resource(), lowerCase(query.context())))));
  }

  private static PermissionQuery query(String resource) {
    return QUERIES.stream().filter(it -> it.resource().equals(resource)).findFirst().orElseThrow();
  }

  private static Map<String, List<String>> lowerCase(Map<String, String> context) {
    Map<String, List<String>> result = new TreeMap<>();
    context.forEach((key, value) -> result.put(key.toLowerCase(Locale.ROOT), List.of(value)));
    return result;
  }
}
