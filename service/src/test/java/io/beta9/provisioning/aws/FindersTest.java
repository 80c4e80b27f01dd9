package io.beta9.provisioning.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.Order;
import io.beta9.provisioning.terraform.JournalIds;
import io.beta9.provisioning.terraform.PlannedResource;
import io.beta9.provisioning.terraform.TerraformEvent.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

class FindersTest {
  private static final String OURS = SimulatedAccount.ID.value();
  private static final String NAME = SimulatedAccount.ID.resourcePrefix();
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
          + "\"sts:AssumeRole\",\"Principal\":{\"Service\":\"eks.amazonaws.com\"}}]}";

  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":"
          + "\"logs:CreateLogGroup\",\"Resource\":\"*\"}]}";

  private SimulatedAccount account;
  private AwsSession session;
  private Finders finders;
  private final JournalIds journal = new JournalIds();
  private final Map<String, String> state = new HashMap<>();

  @BeforeEach
  void open() {
    account = SimulatedAccount.open();
    session = account.session();
    finders = new Finders(session);
  }

  @AfterEach
  void close() {
    account.close();
  }

  /** A type that is added to the module and not to the table could be made twice. */
  @Test
  void every_type_in_the_module_has_its_line_in_the_table() throws IOException {
    Set<String> types = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/terraform/aws"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".tf")).toList()) {
        Matcher resource =
            Pattern.compile("^resource \"([a-z0-9_]+)\"", Pattern.MULTILINE)
                .matcher(Files.readString(file));
        while (resource.find()) {
          types.add(resource.group(1));
        }
      }
    }
    assertThat(new TreeSet<>(finders.types())).isEqualTo(types).hasSizeGreaterThan(30);
  }

  @Test
  void a_vpc_is_found_by_its_tags() {
    assertThat(look("aws_vpc.this", Map.of())).isEqualTo(new Sighting.Absent());
    String vpc = vpc(OURS, NAME);
    vpc("env_ffffffffffff", NAME);
    vpc(OURS, "another-name");

    assertThat(look("aws_vpc.this", Map.of())).isEqualTo(found(vpc));
  }

  @Test
  void two_of_what_should_be_one_are_both_named() {
    String one = vpc(OURS, NAME);
    String other = vpc(OURS, NAME);

    assertThat(look("aws_vpc.this", Map.of()))
        .isInstanceOfSatisfying(
            Sighting.Ambiguous.class,
            two -> assertThat(two.ids()).containsExactlyInAnyOrder(one, other));
  }

  @Test
  void what_the_state_knows_as_something_else_is_not_it() {
    String known = vpc(OURS, NAME);
    state.put("aws_vpc.other", known);

    assertThat(look("aws_vpc.this", Map.of())).isEqualTo(new Sighting.Absent());
  }

  @Test
  void the_journals_id_counts_where_the_name_does_not_lead_there_but_only_with_our_tag() {
    String unnamed = vpc(OURS, "renamed by somebody");
    journal.add("aws_vpc.this", "create", unnamed);
    assertThat(look("aws_vpc.this", Map.of())).isEqualTo(found(unnamed));

    journal.add("aws_vpc.this", "create", vpc("env_ffffffffffff", "theirs"));
    assertThat(look("aws_vpc.this", Map.of())).isEqualTo(new Sighting.Absent());
  }

  @Test
  void the_network_is_found_piece_by_piece() {
    String vpc = vpc(OURS, NAME);
    var ec2 = session.ec2();
    String subnet =
        ec2.createSubnet(
                r ->
                    r.vpcId(vpc)
                        .cidrBlock("10.0.0.0/24")
                        .tagSpecifications(tags(ResourceType.SUBNET, OURS, NAME)))
            .subnet()
            .subnetId();
    String gateway =
        ec2.createInternetGateway(
                r -> r.tagSpecifications(tags(ResourceType.INTERNET_GATEWAY, OURS, NAME)))
            .internetGateway()
            .internetGatewayId();
    ec2.attachInternetGateway(r -> r.vpcId(vpc).internetGatewayId(gateway));
    String address =
        ec2.allocateAddress(
                r ->
                    r.domain(DomainType.VPC)
                        .tagSpecifications(tags(ResourceType.ELASTIC_IP, OURS, NAME)))
            .allocationId();
    String table =
        ec2.createRouteTable(
                r -> r.vpcId(vpc).tagSpecifications(tags(ResourceType.ROUTE_TABLE, OURS, NAME)))
            .routeTable()
            .routeTableId();
    state.put("aws_route_table.public", table);
    state.put("aws_subnet.public", subnet);
    PlannedResource route =
        planned(
            "aws_route.public",
            Map.of("destination_cidr_block", "0.0.0.0/0"),
            Map.of("route_table_id", "aws_route_table.public"));
    PlannedResource association =
        planned(
            "aws_route_table_association.public",
            Map.of(),
            Map.of("route_table_id", "aws_route_table.public", "subnet_id", "aws_subnet.public"));
    assertThat(look(route)).isEqualTo(new Sighting.Absent());
    assertThat(look(association)).isEqualTo(new Sighting.Absent());
    ec2.createRoute(
        r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
    String associationId =
        ec2.associateRouteTable(r -> r.routeTableId(table).subnetId(subnet)).associationId();

    assertThat(look("aws_internet_gateway.this", Map.of())).isEqualTo(found(gateway));
    assertThat(look("aws_eip.nat", Map.of())).isEqualTo(found(address));
    assertThat(look(route)).isEqualTo(found(table + "_0.0.0.0/0"));
    assertThat(look(association))
        .isEqualTo(new Sighting.Found(subnet + "/" + table, associationId));
    state.clear();
    assertThat(look("aws_subnet.public", Map.of())).isEqualTo(found(subnet));
    assertThat(look("aws_route_table.public", Map.of())).isEqualTo(found(table));
    assertThat(look(route)).as("without its table").isEqualTo(new Sighting.Absent());
  }

  @Test
  void a_nat_gateway_is_waited_for_and_a_deleted_one_is_not_it() {
    account.sim().faults().place(new Order.Latency("ec2:nat-gateway", Duration.ofHours(1)));
    String nat = natGateway();
    assertThat(look("aws_nat_gateway.this", Map.of())).isEqualTo(new Sighting.Moving("pending"));

    session.ec2().deleteNatGateway(r -> r.natGatewayId(nat));

    assertThat(look("aws_nat_gateway.this", Map.of())).isEqualTo(new Sighting.Absent());
  }

  @Test
  void a_security_group_that_was_left_open_is_closed_and_its_own_rules_stay() {
    String vpc = vpc(OURS, NAME);
    String group =
        session
            .ec2()
            .createSecurityGroup(
                r ->
                    r.groupName(NAME + "-redis")
                        .description("x")
                        .vpcId(vpc)
                        .tagSpecifications(
                            tags(ResourceType.SECURITY_GROUP, OURS, NAME + "-redis")))
            .groupId();
    PlannedResource wanted =
        planned("aws_security_group.redis", Map.of("name", NAME + "-redis"), Map.of());
    assertThat(look(wanted)).isEqualTo(found(group));

    assertThat(finders.mend(wanted, group))
        .hasValueSatisfying(words -> assertThat(words).contains(group));
    String rule =
        session
            .ec2()
            .authorizeSecurityGroupEgress(
                r ->
                    r.groupId(group)
                        .ipPermissions(
                            p -> p.ipProtocol("-1").ipRanges(range -> range.cidrIp("0.0.0.0/0")))
                        .tagSpecifications(tags(ResourceType.SECURITY_GROUP_RULE, OURS, NAME)))
            .securityGroupRules()
            .getFirst()
            .securityGroupRuleId();

    assertThat(finders.mend(wanted, group)).isEmpty();
    state.put("aws_security_group.redis", group);
    assertThat(
            look(
                planned(
                    "aws_vpc_security_group_egress_rule.out",
                    Map.of(),
                    Map.of("security_group_id", "aws_security_group.redis"))))
        .isEqualTo(found(rule));
    assertThat(
            look(
                planned(
                    "aws_vpc_security_group_ingress_rule.in",
                    Map.of(),
                    Map.of("security_group_id", "aws_security_group.redis"))))
        .isEqualTo(new Sighting.Absent());
  }

  @Test
  void a_key_is_found_by_its_alias_or_among_all_and_one_that_is_going_is_not_it() {
    session.kms().createKey(r -> r.description("somebody's"));
    String key = key();
    assertThat(look("aws_kms_key.this", Map.of())).isEqualTo(found(key));

    session.kms().createAlias(r -> r.aliasName("alias/" + NAME).targetKeyId(key));
    state.put("aws_kms_key.this", key);
    PlannedResource alias =
        planned(
            "aws_kms_alias.this",
            Map.of("name", "alias/" + NAME),
            Map.of("target_key_id", "aws_kms_key.this"));
    assertThat(look(alias)).isEqualTo(found("alias/" + NAME));
    state.clear();
    assertThat(look(alias)).isInstanceOf(Sighting.Foreign.class);

    session.kms().scheduleKeyDeletion(r -> r.keyId(key));
    assertThat(look("aws_kms_key.this", Map.of())).isEqualTo(new Sighting.Absent());
    String next = key();
    assertThat(look("aws_kms_key.this", Map.of())).isEqualTo(found(next));
  }

  @Test
  void a_role_of_the_same_name_without_our_tag_is_somebody_elses() {
    Map<String, String> name = Map.of("name", NAME + "-nodes");
    assertThat(look("aws_iam_role.nodes", name)).isEqualTo(new Sighting.Absent());
    session.iam().createRole(r -> r.roleName(NAME + "-nodes").assumeRolePolicyDocument(TRUST));
    assertThat(look("aws_iam_role.nodes", name))
        .isInstanceOfSatisfying(
            Sighting.Foreign.class, foreign -> assertThat(foreign.why()).contains(OURS));

    session.iam().tagRole(r -> r.roleName(NAME + "-nodes").tags(iam("beta9:environment-id")));

    assertThat(look("aws_iam_role.nodes", name)).isEqualTo(found(NAME + "-nodes"));
  }

  @Test
  void a_user_and_its_policy_are_found_and_taken_apart() {
    String user = NAME + "-storage";
    session.iam().createUser(r -> r.userName(user).tags(iam("beta9:environment-id")));
    session.iam().putUserPolicy(r -> r.userName(user).policyName("storage").policyDocument(POLICY));
    PlannedResource policy =
        planned("aws_iam_user_policy.storage", Map.of("user", user, "name", "storage"), Map.of());

    assertThat(look("aws_iam_user.storage", Map.of("name", user))).isEqualTo(found(user));
    assertThat(look(policy)).isEqualTo(new Sighting.Repeatable());
    finders.loosen(policy);
    finders.loosen(policy);
    session.iam().deleteUser(r -> r.userName(user));
    assertThat(look("aws_iam_user.storage", Map.of("name", user))).isEqualTo(new Sighting.Absent());
  }

  @Test
  void a_role_that_lost_its_policies_can_be_deleted() {
    String role = NAME + "-cluster";
    String policy = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";
    session.iam().createRole(r -> r.roleName(role).assumeRolePolicyDocument(TRUST));
    session.iam().attachRolePolicy(r -> r.roleName(role).policyArn(policy));
    session.iam().putRolePolicy(r -> r.roleName(role).policyName("p").policyDocument(POLICY));

    finders.loosen(
        planned(
            "aws_iam_role_policy_attachment.x",
            Map.of("role", role, "policy_arn", policy),
            Map.of()));
    finders.loosen(planned("aws_iam_role_policy.x", Map.of("role", role, "name", "p"), Map.of()));

    session.iam().deleteRole(r -> r.roleName(role));
  }

  @Test
  void a_bucket_without_tags_is_ours_by_its_name_as_they_come_in_a_later_call() {
    Map<String, String> name = Map.of("bucket", NAME);
    assertThat(look("aws_s3_bucket.this", name)).isEqualTo(new Sighting.Absent());
    session.s3().createBucket(r -> r.bucket(NAME));
    assertThat(look("aws_s3_bucket.this", name)).isEqualTo(found(NAME));

    session
        .s3()
        .putBucketTagging(
            r ->
                r.bucket(NAME)
                    .tagging(
                        t ->
                            t.tagSet(
                                tag -> tag.key("beta9:environment-id").value("env_ffffffffffff"))));

    assertThat(look("aws_s3_bucket.this", name)).isInstanceOf(Sighting.Foreign.class);
  }

  @Test
  void a_registry_and_a_log_group_are_found_by_name_and_tag() {
    Map<String, String> group = Map.of("name", "/aws/eks/" + NAME + "/cluster");
    assertThat(look("aws_ecr_repository.this", Map.of("name", NAME)))
        .isEqualTo(new Sighting.Absent());
    assertThat(look("aws_cloudwatch_log_group.cluster", group)).isEqualTo(new Sighting.Absent());
    session
        .ecr()
        .createRepository(
            r -> r.repositoryName(NAME).tags(tag -> tag.key("beta9:environment-id").value(OURS)));
    session
        .logs()
        .createLogGroup(
            r -> r.logGroupName(group.get("name")).tags(Map.of("beta9:environment-id", OURS)));
    session.logs().createLogGroup(r -> r.logGroupName(group.get("name") + "-of-somebody"));

    assertThat(look("aws_ecr_repository.this", Map.of("name", NAME))).isEqualTo(found(NAME));
    assertThat(look("aws_cloudwatch_log_group.cluster", group)).isEqualTo(found(group.get("name")));
  }

  private Sighting look(String address, Map<String, String> values) {
    return look(planned(address, values, Map.of()));
  }

  private Sighting look(PlannedResource wanted) {
    return finders.look(wanted, new Clues(SimulatedAccount.ID, journal, state));
  }

  private static PlannedResource planned(
      String address, Map<String, String> values, Map<String, String> parents) {
    return new PlannedResource(
        address,
        address.substring(0, address.indexOf('.')),
        Action.CREATE,
        null,
        false,
        Set.of(),
        values,
        Map.of("Name", NAME, "beta9:environment-id", OURS),
        parents);
  }

  private static Sighting found(String id) {
    return new Sighting.Found(id, id);
  }

  private String vpc(String environment, String name) {
    return session
        .ec2()
        .createVpc(
            r ->
                r.cidrBlock("10.0.0.0/16")
                    .tagSpecifications(tags(ResourceType.VPC, environment, name)))
        .vpc()
        .vpcId();
  }

  private String natGateway() {
    var ec2 = session.ec2();
    String vpc = vpc(OURS, NAME);
    String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(r -> r.vpcId(vpc).internetGatewayId(gateway));
    String subnet =
        ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.0.0/24")).subnet().subnetId();
    String address = ec2.allocateAddress(r -> r.domain(DomainType.VPC)).allocationId();
    return ec2.createNatGateway(
            r ->
                r.subnetId(subnet)
                    .allocationId(address)
                    .tagSpecifications(tags(ResourceType.NATGATEWAY, OURS, NAME)))
        .natGateway()
        .natGatewayId();
  }

  private String key() {
    return session
        .kms()
        .createKey(r -> r.tags(tag -> tag.tagKey("beta9:environment-id").tagValue(OURS)))
        .keyMetadata()
        .keyId();
  }

  private static software.amazon.awssdk.services.iam.model.Tag iam(String key) {
    return software.amazon.awssdk.services.iam.model.Tag.builder().key(key).value(OURS).build();
  }

  private static TagSpecification tags(ResourceType type, String environment, String name) {
    return TagSpecification.builder()
        .resourceType(type)
        .tags(
            List.of(
                Tag.builder().key("beta9:environment-id").value(environment).build(),
                Tag.builder().key("Name").value(name).build()))
        .build();
  }
}
