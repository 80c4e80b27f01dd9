package io.beta9.provisioning.aws.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.aws.acm.AcmService;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.onboarding.PermissionPolicies;
import io.beta9.provisioning.onboarding.PolicyScope;
import io.beta9.provisioning.provider.preflight.PreflightFinding;
import io.beta9.provisioning.provider.preflight.PreflightReport;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PreflightTest {
  private final SimulatedAccount cloud = SimulatedAccount.open();
  private final InfraModel model = SimulatedAccount.model();

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void accepts_an_empty_account() {
    assertThat(check(model)).isEmpty();
  }

  @Test
  void reports_unavailable_zones_and_names_the_available_ones() {
    assertThat(check(inZones("us-east-1a", "us-east-1z")))
        .anySatisfy(
            finding -> {
              assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.BLOCKING);
              assertThat(finding.failure().code()).isEqualTo(FailureCode.ZONE_UNAVAILABLE);
              assertThat(finding.failure().parameter(FailureParameter.ZONES))
                  .contains("us-east-1z");
              assertThat(finding.failure().parameter(FailureParameter.OTHER_ZONES))
                  .contains("us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1f");
            });
  }

  private InfraModel withCertificate(String arn) {
    ObjectNode tree = InfraModelJson.toTree(model);
    ((ObjectNode) tree.get("beta9")).put("certificate_arn", arn);
    return InfraModelJson.fromJson(tree.toString());
  }

  private String certificate(String domain) {
    return cloud
        .sim()
        .inspect(
            store ->
                new AcmService(store)
                    .addIssued(SimulatedAccount.ACCOUNT, "us-east-1", domain, Instant.now()));
  }

  @Test
  void accepts_a_certificate_for_the_domain_or_its_parent() {
    assertThat(check(withCertificate(certificate("beta9.demo.example")))).isEmpty();
    assertThat(check(withCertificate(certificate("*.demo.example")))).isEmpty();
    assertThat(check(withCertificate("managed"))).isEmpty();
  }

  @Test
  void reports_a_certificate_that_cannot_be_used() {
    assertThat(certificateProblem(certificate("*.example"))).contains("it is valid for *.example");
    assertThat(
            certificateProblem(
                "arn:aws:acm:us-east-1:123456789012:certificate/0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a"))
        .as("it does not exist")
        .isEmpty();
    String pending =
        cloud
            .owner()
            .acm()
            .requestCertificate(r -> r.domainName("beta9.demo.example").validationMethod("DNS"))
            .certificateArn();
    assertThat(certificateProblem(pending)).contains("its status is PENDING_VALIDATION");
  }

  private Optional<String> certificateProblem(String arn) {
    PreflightFinding finding = check(withCertificate(arn)).getFirst();
    assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.BLOCKING);
    assertThat(finding.failure().code()).isEqualTo(FailureCode.CERTIFICATE_UNUSABLE);
    assertThat(finding.failure().subject()).hasToString(arn);
    return finding.failure().parameter(FailureParameter.REPORTED);
  }

  @Test
  void reports_an_exhausted_quota() {
    for (int i = 0; i < 5; i++) {
      String cidr = "10." + i + ".0.0/16";
      cloud.owner().ec2().createVpc(r -> r.cidrBlock(cidr));
    }
    assertThat(check(model))
        .anySatisfy(
            finding -> {
              assertThat(finding.failure().code()).isEqualTo(FailureCode.QUOTA_EXCEEDED);
              assertThat(finding.failure().parameters())
                  .containsEntry(FailureParameter.QUOTA, "VPCs per Region")
                  .containsEntry(FailureParameter.LIMIT, "5")
                  .containsEntry(FailureParameter.USED, "5")
                  .containsEntry(FailureParameter.QUOTA_CODE, "L-F678F1CE");
            });
  }

  @Test
  void does_not_count_resources_of_this_environment() {
    for (int i = 0; i < 5; i++) {
      String cidr = "10." + i + ".0.0/16";
      boolean own = i == 0;
      String vpc = cloud.owner().ec2().createVpc(r -> r.cidrBlock(cidr)).vpc().vpcId();
      if (own) {
        cloud
            .owner()
            .ec2()
            .createTags(
                r ->
                    r.resources(vpc)
                        .tags(
                            t -> t.key("beta9:environment-id").value(SimulatedAccount.ID.value())));
      }
    }
    assertThat(check(model)).isEmpty();
  }

  @Test
  void names_missing_permissions() {
    cloud
        .owner()
        .iam()
        .putRolePolicy(
            r ->
                r.roleName("Beta9")
                    .policyName("no")
                    .policyDocument(
                        """
                        {"Version":"2012-10-17","Statement":[{"Effect":"Deny",
                         "Action":["rds:CreateDBInstance","iam:PassRole"],"Resource":"*"}]}
                        """));
    assertThat(check(model))
        .anySatisfy(
            finding -> {
              assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.BLOCKING);
              assertThat(finding.failure().code()).isEqualTo(FailureCode.PERMISSIONS_MISSING);
              assertThat(finding.failure().parameter(FailureParameter.ACTIONS))
                  .contains("iam:PassRole, rds:CreateDBInstance");
            });
  }

  @Test
  void accepts_a_role_that_has_exactly_the_policies_for_customers() {
    assertThat(check(roleWith(policies()))).isEmpty();
  }

  @Test
  void names_what_a_role_lacks_without_one_of_the_policies() {
    Map<String, String> incomplete = policies();
    String removed = incomplete.remove("Beta9Provisioner-identity");

    assertThat(check(roleWith(incomplete)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.BLOCKING);
              assertThat(finding.failure().code()).isEqualTo(FailureCode.PERMISSIONS_MISSING);
              assertThat(finding.failure().parameter(FailureParameter.ACTIONS))
                  .contains(twentyOf(actions(removed)));
            });
  }

  private static SortedSet<String> actions(String policy) {
    SortedSet<String> actions = new TreeSet<>();
    for (JsonNode statement : JsonMapper.shared().readTree(policy).path("Statement")) {
      JsonNode one = statement.path("Action");
      (one.isArray() ? one.valueStream() : Stream.of(one))
          .map(JsonNode::asString)
          .forEach(actions::add);
    }
    return actions;
  }

  private static String twentyOf(SortedSet<String> actions) {
    return actions.stream().limit(20).collect(Collectors.joining(", "))
        + ", "
        + (actions.size() - 20)
        + " others";
  }

  private static Map<String, String> policies() {
    Map<String, String> policies = new TreeMap<>();
    PermissionPolicies.of(
            PolicyScope.of(SimulatedAccount.ACCOUNT, List.of(SimulatedAccount.REGION)))
        .forEach(policy -> policies.put(policy.name(), policy.json()));
    return policies;
  }

  private AwsSession roleWith(Map<String, String> policies) {
    cloud
        .sim()
        .seed()
        .account(SimulatedAccount.ACCOUNT)
        .role("Restricted", "999999999999", SimulatedAccount.EXTERNAL_ID, policies);
    return cloud
        .sessions()
        .open(
            new CloudTarget(
                "aws",
                SimulatedAccount.REGION,
                SimulatedAccount.ACCOUNT,
                "arn:aws:iam::" + SimulatedAccount.ACCOUNT + ":role/Restricted",
                SimulatedAccount.EXTERNAL_ID),
            SimulatedAccount.ID);
  }

  private List<PreflightFinding> check(AwsSession session) {
    return new Preflight(session, ResourceCatalog.AWS, Clock.systemUTC()).check(model);
  }

  @Test
  void warns_if_the_role_is_not_allowed_to_check_its_permissions() {
    cloud
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.everyCall(
                "iam", "SimulatePrincipalPolicy", 403, "AccessDenied", "no"));

    assertThat(check(model))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.WARNING);
              assertThat(finding.failure().code()).isEqualTo(FailureCode.PERMISSIONS_NOT_CHECKED);
            });
  }

  @Test
  void warns_of_a_bucket_of_the_name_without_tags() {
    cloud.owner().s3().createBucket(r -> r.bucket(model.objectStore().bucketName()));

    assertThat(check(model))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.failure().code()).isEqualTo(FailureCode.BUCKET_NAME_TAKEN));
  }

  @Test
  void names_other_zones_if_eks_has_no_control_planes_in_one() {
    ObjectNode tree = InfraModelJson.toTree(model);
    ((ObjectNode) tree.path("network"))
        .putArray("availability_zones")
        .add("us-east-1a")
        .add("us-east-1e"); // use1-az3 in this account.

    assertThat(check(InfraModelJson.fromJson(tree.toString())))
        .anySatisfy(
            finding -> {
              assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.BLOCKING);
              assertThat(finding.failure().code()).isEqualTo(FailureCode.ZONE_UNAVAILABLE);
              assertThat(finding.failure().parameter(FailureParameter.ZONES))
                  .contains("us-east-1e");
              assertThat(finding.failure().parameter(FailureParameter.OTHER_ZONES))
                  .contains("us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1f");
            });
  }

  @Test
  void names_the_versions_that_eks_offers_instead_of_one_that_it_does_not() {
    assertThat(check(withKubernetes("1.30")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.BLOCKING);
              assertThat(finding.failure().code())
                  .isEqualTo(FailureCode.KUBERNETES_VERSION_NOT_OFFERED);
              assertThat(finding.failure().parameter(FailureParameter.VERSIONS))
                  .contains("1.31, 1.32, 1.33, 1.34, 1.35, 1.36");
            });
  }

  @Test
  void warns_of_a_version_in_extended_support_with_those_in_standard_support() {
    assertThat(check(withKubernetes("1.33")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.WARNING);
              assertThat(finding.failure().code())
                  .isEqualTo(FailureCode.KUBERNETES_VERSION_EXTENDED_SUPPORT);
              assertThat(finding.failure().parameter(FailureParameter.VERSIONS))
                  .contains("1.34, 1.35, 1.36");
            });
    assertThat(check(withKubernetes("1.34"))).isEmpty();
  }

  @Test
  void the_calendar_decides_about_extended_support_if_eks_does_not_answer() {
    cloud
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.everyCall("eks", "DescribeClusterVersions", 503, "Unavailable", "x"));
    Clock inDecember = Clock.fixed(Instant.parse("2026-12-03T00:00:00Z"), ZoneOffset.UTC);
    Preflight preflight = new Preflight(cloud.session(), ResourceCatalog.AWS, inDecember);

    assertThat(preflight.check(withKubernetes("1.34")))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.failure().code())
                    .isEqualTo(FailureCode.KUBERNETES_VERSION_EXTENDED_SUPPORT));
    assertThat(preflight.check(withKubernetes("1.35"))).isEmpty();
  }

  private InfraModel withKubernetes(String version) {
    ObjectNode tree = InfraModelJson.toTree(model);
    ((ObjectNode) tree.path("cluster")).put("kubernetes_version", version);
    return InfraModelJson.fromJson(tree.toString());
  }

  @Test
  void warns_if_quotas_or_permissions_cannot_be_checked() {
    cloud
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.everyCall("servicequotas", "*", 500, "ServiceException", "x"),
            FaultRule.Failure.everyCall(
                "iam", "SimulatePrincipalPolicy", 503, "ServiceUnavailable", "x"));

    assertThat(check(model))
        .hasSize(2)
        .allMatch(finding -> finding.severity() == PreflightFinding.Severity.WARNING);
  }

  @Test
  void warns_if_rds_does_not_answer_which_classes_it_offers() {
    cloud
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.everyCall("rds", "DescribeDBEngineVersions", 503, "Unavailable", "x"),
            FaultRule.Failure.everyCall(
                "rds", "DescribeOrderableDBInstanceOptions", 500, "InternalFailure", "x"));

    assertThat(check(model))
        .hasSize(1)
        .allMatch(finding -> finding.severity() == PreflightFinding.Severity.WARNING);
  }

  @ParameterizedTest
  @CsvSource({
    "servicequotas, *, 400, AccessDeniedException",
    "servicequotas, *, 400, TooManyRequestsException",
    "servicequotas, *, 400, UnknownOperationException",
    "servicequotas, *, 501, NotImplemented",
    "elasticache, DescribeCacheClusters, 400, Throttling",
    "elasticache, DescribeCacheClusters, 400, InvalidParameterValue",
    "elasticloadbalancing, DescribeLoadBalancers, 403, AccessDenied",
    "iam, SimulatePrincipalPolicy, 400, Throttling",
    "iam, SimulatePrincipalPolicy, 400, InvalidAction",
    "rds, DescribeDBEngineVersions, 400, InvalidAction",
    "rds, DescribeOrderableDBInstanceOptions, 403, AccessDenied",
    "eks, DescribeClusterVersions, 404, UnknownOperationException",
  })
  void warns_at_most_if_an_advisory_api_does_not_work(
      String service, String operation, int status, String code) {
    cloud
        .sim()
        .faultRules()
        .add(FaultRule.Failure.everyCall(service, operation, status, code, "x"));

    assertThat(check(model))
        .hasSizeLessThanOrEqualTo(1)
        .allMatch(finding -> finding.severity() == PreflightFinding.Severity.WARNING);
  }

  @Test
  void reports_an_exhausted_quota_although_others_cannot_be_counted() {
    cloud
        .sim()
        .faultRules()
        .add(
            new FaultRule.Condition("quota", "L-F678F1CE", "0"),
            FaultRule.Failure.everyCall(
                "elasticache", "DescribeCacheClusters", 400, "InvalidAction", "x"),
            FaultRule.Failure.everyCall("eks", "ListClusters", 403, "AccessDenied", "x"));

    assertThat(check(model))
        .hasSize(2)
        .first()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.BLOCKING);
              assertThat(finding.failure().code()).isEqualTo(FailureCode.QUOTA_EXCEEDED);
            });
  }

  /** A call that the SDK gives up after its own, longer limit is reported with its own activity. */
  @ParameterizedTest
  @CsvSource({
    "servicequotas, *",
    "iam, SimulatePrincipalPolicy",
    "rds, DescribeOrderableDBInstanceOptions"
  })
  void does_not_wait_long_for_advisory_checks(String service, String operation) {
    cloud.sim().faultRules().add(new FaultRule.Delay(service, operation, Duration.ofMinutes(5)));

    List<PreflightFinding> findings =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () ->
                new Preflight(
                        cloud.session(),
                        ResourceCatalog.AWS,
                        Clock.systemUTC(),
                        Duration.ofSeconds(5))
                    .check(model));

    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.WARNING);
              assertThat(finding.failure())
                  .isEqualTo(
                      Failure.of(FailureCode.NETWORK, "Checking the account")
                          .with(FailureParameter.REPORTED, "AWS did not answer in time"));
            });
  }

  @Test
  void fails_if_aws_is_unavailable() {
    cloud
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.everyCall(
                "ec2", "DescribeAvailabilityZones", 503, "Unavailable", "x"));

    assertThatThrownBy(() -> check(model))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().kind()).isEqualTo(FailureClass.TRANSIENT));
  }

  private PreflightReport report(Duration limit) {
    return new Preflight(cloud.session(), ResourceCatalog.AWS, Clock.systemUTC())
        .report(model, limit);
  }

  @Test
  void a_report_has_a_warning_if_aws_is_unavailable() {
    cloud
        .sim()
        .faultRules()
        .add(
            FaultRule.Failure.everyCall(
                "ec2", "DescribeAvailabilityZones", 503, "Unavailable", "x"));

    PreflightReport report = report(Duration.ofSeconds(60));

    assertThat(report.unfinished()).isEmpty();
    assertThat(report.findings())
        .isNotEmpty()
        .allSatisfy(
            finding -> {
              assertThat(finding.severity()).isEqualTo(PreflightFinding.Severity.WARNING);
              assertThat(finding.failure().kind()).isEqualTo(FailureClass.TRANSIENT);
            });
  }

  @Test
  void a_report_names_the_checks_that_do_not_end_in_time() {
    cloud.sim().faultRules().add(new FaultRule.Delay("servicequotas", "*", Duration.ofMinutes(5)));

    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> assertThat(report(Duration.ofSeconds(10)).unfinished()).contains("quotas"));
  }

  private List<PreflightFinding> check(InfraModel infraModel) {
    return new Preflight(cloud.session(), ResourceCatalog.AWS, Clock.systemUTC()).check(infraModel);
  }

  private InfraModel inZones(String... zones) {
    return new InfraModel(
        model.environmentId(),
        model.environmentName(),
        model.resourcePrefix(),
        model.region(),
        model.accountId(),
        model.tags(),
        new InfraModel.Network(
            "10.42.0.0/16", List.of(zones), Map.of(), Map.of(), false, false, false),
        model.cluster(),
        model.systemNodes(),
        model.cpuNodes(),
        model.gpuNodes(),
        model.postgres(),
        model.redis(),
        model.objectStore(),
        model.logRetentionDays(),
        model.stateLogBucket(),
        model.beta9(),
        null);
  }
}
