package io.beta9.provisioning.resources.inspection;

import static io.beta9.provisioning.testing.SimulatedAccount.ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.resources.catalog.AwsResourceInspector;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;

/** What the inspection of a resource shows: its id, its status and how to look for oneself. */
class ResourceInspectionsTest {
  private static final String NAME = ID.resourcePrefix();
  private static final ResourceScope SCOPE = new ResourceScope(ID, NAME, NAME);

  /** The types of which AWS has neither an id nor a status apart from those of their owner. */
  private static final Set<String> PART_OF_ANOTHER =
      Set.of("aws_route", "aws_route_table_association");

  private final SimulatedAccount cloud = SimulatedAccount.open();
  private final AwsSession owner = cloud.owner();

  @AfterEach
  void close() {
    cloud.close();
  }

  private Optional<ResourceReport> inspect(String address, Optional<String> id) {
    return new AwsResourceInspector(cloud.session(), ResourceCatalog.AWS)
        .inspect(new InspectedResource(new ResourceAddress(address), SCOPE, id));
  }

  @Test
  void a_key_is_shown_with_its_state() {
    String key = cloud.createEnvironmentKey();
    String command = "aws kms describe-key --key-id " + key + " --region us-east-1";
    assertThat(inspect("aws_kms_key.this", Optional.empty()))
        .contains(ResourceReport.of(key, "Enabled", command));

    owner.kms().disableKey(r -> r.keyId(key));
    assertThat(inspect("aws_kms_key.this", Optional.of(key)))
        .contains(ResourceReport.of(key, "Disabled", command));
    assertThat(inspect("aws_kms_alias.this", Optional.empty()))
        .contains(
            ResourceReport.of(
                "alias/" + NAME,
                "",
                "aws kms describe-key --key-id alias/" + NAME + " --region us-east-1"));
  }

  @ParameterizedTest
  @CsvSource({
    "aws_cloudwatch_log_group.cluster, /aws/eks/{}/cluster",
    "'aws_cloudwatch_log_group.database[\"upgrade\"]', /aws/rds/instance/{}/upgrade",
    "aws_cloudwatch_log_group.flow[0], /aws/vpc/{}/flow"
  })
  void a_log_group_is_shown_under_the_name_that_it_has_in_aws(String address, String template) {
    String name = template.replace("{}", NAME);
    assertThat(inspect(address, Optional.empty())).isEmpty();
    owner.logs().createLogGroup(r -> r.logGroupName(name));
    owner.logs().createLogGroup(r -> r.logGroupName(name + "-other"));
    assertThat(inspect(address, Optional.empty()))
        .contains(
            ResourceReport.of(
                name,
                "",
                "aws logs describe-log-groups --log-group-name-prefix "
                    + name
                    + " --region us-east-1"));
  }

  @ParameterizedTest
  @CsvSource({
    "aws_ecr_repository.this, describe-repositories --repository-names",
    "aws_ecr_lifecycle_policy.this, get-lifecycle-policy --repository-name"
  })
  void an_image_repository_is_shown_with_its_settings(String address, String operation) {
    owner.ecr().createRepository(r -> r.repositoryName(NAME));
    assertThat(inspect(address, Optional.empty()))
        .contains(
            ResourceReport.of(
                NAME, "", "aws ecr " + operation + " " + NAME + " --region us-east-1"));
  }

  @ParameterizedTest
  @CsvSource({
    "aws_s3_bucket_lifecycle_configuration, get-bucket-lifecycle-configuration",
    "aws_s3_bucket_policy, get-bucket-policy",
    "aws_s3_bucket_public_access_block, get-public-access-block",
    "aws_s3_bucket_server_side_encryption_configuration, get-bucket-encryption",
    "aws_s3_bucket_versioning, get-bucket-versioning"
  })
  void a_setting_of_a_bucket_is_shown_with_the_bucket(String type, String operation) {
    assertThat(inspect(type + ".this", Optional.empty())).isEmpty();
    owner.s3().createBucket(r -> r.bucket(NAME));
    assertThat(inspect(type + ".this", Optional.empty()))
        .contains(ResourceReport.of(NAME, "", "aws s3api " + operation + " --bucket " + NAME));
  }

  @Test
  void a_launch_template_is_shown_with_its_id() {
    String id =
        owner
            .ec2()
            .createLaunchTemplate(
                r -> r.launchTemplateName(NAME + "-gpu").launchTemplateData(d -> d.userData("")))
            .launchTemplate()
            .launchTemplateId();
    assertThat(inspect("aws_launch_template.nodes[\"gpu\"]", Optional.empty()))
        .contains(
            ResourceReport.of(
                id,
                "",
                "aws ec2 describe-launch-template-versions --launch-template-id "
                    + id
                    + " --region us-east-1"));
    assertThat(inspect("aws_launch_template.nodes[\"system\"]", Optional.empty())).isEmpty();
  }

  private static List<Tag> tags(String name) {
    return List.of(
        Tag.builder().key("beta9:environment-id").value(ID.value()).build(),
        Tag.builder().key("beta9:managed-by").value("beta9-provisioning").build(),
        Tag.builder().key("Name").value(name).build());
  }

  private String newVpc() {
    return owner.ec2().createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
  }

  @SuppressWarnings("unchecked")
  @Test
  void a_rule_of_a_security_group_is_shown_with_its_id() {
    String group =
        owner
            .ec2()
            .createSecurityGroup(r -> r.groupName("ours").description("x").vpcId(newVpc()))
            .groupId();
    String rule =
        owner
            .ec2()
            .authorizeSecurityGroupIngress(
                r ->
                    r.groupId(group)
                        .ipPermissions(
                            p ->
                                p.ipProtocol("tcp")
                                    .fromPort(6379)
                                    .toPort(6379)
                                    .ipRanges(range -> range.cidrIp("10.0.0.0/16")))
                        .tagSpecifications(
                            t ->
                                t.resourceType(ResourceType.SECURITY_GROUP_RULE)
                                    .tags(tags(NAME + "-redis-from-nodes"))))
            .securityGroupRules()
            .getFirst()
            .securityGroupRuleId();
    ResourceReport expected =
        ResourceReport.of(
            rule,
            "",
            "aws ec2 describe-security-group-rules --filters Name=security-group-rule-id,Values="
                + rule
                + " --region us-east-1");
    String address = "aws_vpc_security_group_ingress_rule.redis_from_nodes";
    assertThat(inspect(address, Optional.of(rule))).contains(expected);
    assertThat(inspect(address, Optional.empty())).contains(expected);
  }

  @SuppressWarnings("unchecked")
  @Test
  void a_flow_log_is_shown_with_its_status() {
    String vpc = newVpc();
    role(NAME + "-flow-logs");
    owner.logs().createLogGroup(r -> r.logGroupName("/aws/vpc/" + NAME + "/flow"));
    String id =
        owner
            .ec2()
            .createFlowLogs(
                r ->
                    r.resourceIds(vpc)
                        .resourceType("VPC")
                        .trafficType("ALL")
                        .logDestinationType("cloud-watch-logs")
                        .logDestination(
                            "arn:aws:logs:us-east-1:123456789012:log-group:/aws/vpc/"
                                + NAME
                                + "/flow")
                        .deliverLogsPermissionArn(
                            "arn:aws:iam::123456789012:role/" + NAME + "-flow-logs")
                        .tagSpecifications(
                            t -> t.resourceType(ResourceType.VPC_FLOW_LOG).tags(tags(NAME))))
            .flowLogIds()
            .getFirst();
    assertThat(inspect("aws_flow_log.this[0]", Optional.empty()))
        .contains(
            ResourceReport.of(
                id,
                "ACTIVE",
                "aws ec2 describe-flow-logs --flow-log-ids " + id + " --region us-east-1"));
  }

  private void role(String name) {
    owner
        .iam()
        .createRole(
            r ->
                r.roleName(name)
                    .assumeRolePolicyDocument(
                        """
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                         "Principal":{"Service":"vpc-flow-logs.amazonaws.com"},
                         "Action":"sts:AssumeRole"}]}
                        """));
  }

  @ParameterizedTest
  @CsvSource({
    "aws_iam_role_policy.ebs_csi, , ebs-csi, list-role-policies",
    "aws_iam_role_policy.cluster_no_log_groups, {}-cluster:no-log-groups, cluster,"
        + " list-role-policies",
    "'aws_iam_role_policy_attachment.nodes[\"AmazonEKS_CNI_Policy\"]', {}-nodes-20261201, nodes,"
        + " list-attached-role-policies",
    "aws_iam_role_policy_attachment.ebs_csi, {}-ebs-csi/arn:aws:iam::aws:policy/AmazonEBS,"
        + " ebs-csi, list-attached-role-policies"
  })
  void a_policy_of_a_role_is_shown_with_the_role(
      String address, @Nullable String id, String role, String operation) {
    Optional<String> known = Optional.ofNullable(id).map(value -> value.replace("{}", NAME));
    role(NAME + "-" + role);
    assertThat(inspect(address, known))
        .contains(
            ResourceReport.of(
                NAME + "-" + role,
                "",
                "aws iam " + operation + " --role-name " + NAME + "-" + role));
  }

  @Test
  void a_policy_of_a_user_is_shown_with_the_user() {
    owner.iam().createUser(r -> r.userName(NAME + "-storage"));
    assertThat(inspect("aws_iam_user_policy.storage", Optional.empty()))
        .contains(
            ResourceReport.of(
                NAME + "-storage",
                "",
                "aws iam list-user-policies --user-name " + NAME + "-storage"));
  }

  @SuppressWarnings("unchecked")
  @Test
  void an_identity_provider_is_shown_with_its_arn() {
    String arn =
        owner
            .iam()
            .createOpenIDConnectProvider(
                r ->
                    r.url("https://oidc.eks.us-east-1.amazonaws.com/id/AAAA")
                        .clientIDList("sts.amazonaws.com")
                        .tags(
                            t -> t.key("beta9:environment-id").value(ID.value()),
                            t -> t.key("beta9:managed-by").value("beta9-provisioning")))
            .openIDConnectProviderArn();
    ResourceReport expected =
        ResourceReport.of(
            arn, "", "aws iam get-open-id-connect-provider --open-id-connect-provider-arn " + arn);
    String address = "aws_iam_openid_connect_provider.cluster";
    assertThat(inspect(address, Optional.of(arn))).contains(expected);
    assertThat(inspect(address, Optional.empty())).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "aws_eks_access_entry, describe-access-entry",
    "aws_eks_access_policy_association, list-associated-access-policies"
  })
  void an_access_entry_is_shown_with_its_principal(String type, String operation) {
    new NodeJoinFixture(owner, 24);
    String principal = "arn:aws:iam::" + SimulatedAccount.ACCOUNT + ":role/admins";
    String address = type + ".admin[\"" + principal + "\"]";
    assertThat(inspect(address, Optional.empty())).isEmpty();
    role("admins");
    owner
        .eks()
        .updateClusterConfig(
            r -> r.name(NAME).accessConfig(a -> a.authenticationMode("API_AND_CONFIG_MAP")));
    owner.eks().createAccessEntry(r -> r.clusterName(NAME).principalArn(principal));
    assertThat(inspect(address, Optional.empty()))
        .contains(
            ResourceReport.of(
                NAME + "/" + principal,
                "",
                "aws eks "
                    + operation
                    + " --cluster-name "
                    + NAME
                    + " --principal-arn "
                    + principal
                    + " --region us-east-1"));
  }

  @Test
  void every_type_of_the_module_is_inspected_unless_it_is_part_of_another() {
    assertThat(
            ResourceCatalog.AWS.types().stream()
                .filter(
                    type ->
                        ResourceCatalog.AWS
                            .find(type)
                            .flatMap(found -> found.inspection(cloud.session()))
                            .isEmpty())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(PART_OF_ANOTHER);
  }
}
