package io.beta9.provisioning.resources.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.beta9.provisioning.aws.preflight.RequiredQuota;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.resources.catalog.Identification.Key;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.resources.lookup.ResourceFinder;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.PlanReader;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Compares the descriptors with the Terraform module. */
class ResourceCatalogTest {
  private static final Path MODULE = Path.of("src/main/resources/terraform/aws");

  /** A resource block: its type, its name and its body up to the closing brace of column one. */
  private static final Pattern RESOURCE =
      Pattern.compile(
          "^resource \"([a-z0-9_]+)\" \"([a-z0-9_]+)\" \\{\n(.*?)^}",
          Pattern.MULTILINE | Pattern.DOTALL);

  private static final Pattern TIMEOUTS = Pattern.compile("timeouts \\{(.*?)}", Pattern.DOTALL);
  private static final Pattern TIMEOUT =
      Pattern.compile("(create|update|delete)\\s*=\\s*\"(\\d+)m\"");

  private static final Map<String, Action> ACTIONS =
      Map.of("create", Action.CREATE, "update", Action.UPDATE, "delete", Action.DELETE);

  private static List<MatchResult> resourceBlocks() {
    try (Stream<Path> files = Files.list(MODULE)) {
      String module =
          files
              .filter(file -> file.toString().endsWith(".tf"))
              .sorted()
              .map(ResourceCatalogTest::read)
              .collect(Collectors.joining("\n"));
      Matcher matcher = RESOURCE.matcher(module);
      return matcher.results().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ResourceDescriptor> descriptors() {
    return ResourceCatalog.AWS.descriptors();
  }

  @Test
  void has_a_descriptor_for_every_type_in_the_module_and_no_other() {
    Set<String> types =
        resourceBlocks().stream()
            .map(block -> block.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(descriptors())
        .extracting(ResourceDescriptor::type)
        .containsExactlyInAnyOrderElementsOf(types)
        .hasSizeGreaterThan(30);
  }

  @ParameterizedTest
  @MethodSource("descriptors")
  void has_a_complete_descriptor(ResourceDescriptor descriptor) {
    Identification identification = descriptor.identification();
    assertThat(identification.names().apply(scope()).isEmpty())
        .as("names of what is not identified by name")
        .isEqualTo(identification.key() != Key.NAME);
    assertThat(identification.key() == Key.NAME && identification.attributes().isEmpty())
        .as("a name without the attribute that holds it")
        .isFalse();
    if (descriptor.inventory() instanceof InventoryRule.WithOwner owned) {
      assertThat(ResourceCatalog.AWS.find(owned.ownerType())).as("its owner").isPresent();
      assertThat(identification.key()).isEqualTo(Key.OWNER);
    }
    if (descriptor.isRepeatable()) {
      assertThat(descriptor.inventory()).isInstanceOf(InventoryRule.WithOwner.class);
      assertThat(descriptor.irreplaceable()).isEmpty();
    }
    assertThat(descriptor.deadlines().isPresent())
        .as("deadlines of what is slow; AWS bounds the creation of endpoints itself")
        .isEqualTo(descriptor.isSlowToCreate() && !descriptor.type().equals("aws_vpc_endpoint"));
  }

  @ParameterizedTest
  @MethodSource("descriptors")
  void identifies_resources_by_attributes_that_the_plan_reader_keeps(
      ResourceDescriptor descriptor) {
    ObjectNode plan = JsonMapper.shared().createObjectNode();
    ObjectNode change = plan.putArray("resource_changes").addObject().put("mode", "managed");
    ObjectNode after = change.putObject("change").putObject("after");
    Set<String> attributes = descriptor.identification().attributes();
    attributes.forEach(attribute -> after.put(attribute, "value"));

    assertThat(PlanReader.of(plan).getFirst().values()).containsOnlyKeys(attributes);
  }

  @ParameterizedTest
  @MethodSource("descriptors")
  void has_no_deadline_beyond_the_timeout_of_the_module(ResourceDescriptor descriptor) {
    for (MatchResult block : resourceBlocks()) {
      if (block.group(1).equals(descriptor.type())) {
        timeouts(block.group(3))
            .forEach(
                (action, timeout) ->
                    assertThat(descriptor.deadlines().orElseThrow().deadlines().of(action))
                        .as(action + " of " + block.group(1) + "." + block.group(2))
                        .isLessThanOrEqualTo(timeout));
      }
    }
  }

  @Test
  void has_deadlines_for_every_resource_with_timeouts() {
    Set<String> types =
        resourceBlocks().stream()
            .filter(block -> TIMEOUTS.matcher(block.group(3)).find())
            .map(block -> block.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(types)
        .hasSizeGreaterThan(4)
        .allSatisfy(
            type ->
                assertThat(ResourceCatalog.AWS.find(type).orElseThrow().deadlines()).isPresent());
  }

  private static Map<Action, Duration> timeouts(String body) {
    Map<Action, Duration> timeouts = new LinkedHashMap<>();
    Matcher block = TIMEOUTS.matcher(body);
    if (block.find()) {
      TIMEOUT
          .matcher(block.group(1))
          .results()
          .forEach(
              timeout ->
                  timeouts.put(
                      ACTIONS.get(timeout.group(1)),
                      Duration.ofMinutes(Long.parseLong(timeout.group(2)))));
    }
    return timeouts;
  }

  @Test
  void derives_the_names_that_the_module_gives_to_roles_and_users() {
    for (String type : List.of("aws_iam_role", "aws_iam_user")) {
      List<String> names =
          resourceBlocks().stream()
              .filter(block -> block.group(1).equals(type))
              .map(block -> value(block.group(3), "name"))
              .map(name -> name.replace("${local.name}", scope().prefix()))
              .toList();

      assertThat(
              ResourceCatalog.AWS.find(type).orElseThrow().identification().names().apply(scope()))
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }

  private static String value(String body, String attribute) {
    Matcher matcher =
        Pattern.compile("^  " + attribute + "\\s*=\\s*\"([^\"]*)\"", Pattern.MULTILINE)
            .matcher(body);
    assertThat(matcher.find()).as(attribute).isTrue();
    return matcher.group(1);
  }

  @Test
  void orders_types_by_their_dependencies() {
    for (MatchResult block : resourceBlocks()) {
      int order = ResourceCatalog.AWS.dependencyOrder(block.group(1));
      Pattern.compile("\\b(aws_[a-z0-9_]+)\\.[a-z0-9_]+(\\[[^]]*])?\\.(id|arn|name|key_id)\\b")
          .matcher(block.group(3).replaceAll("policy = jsonencode(?s:.*)", ""))
          .results()
          .filter(reference -> ResourceCatalog.AWS.find(reference.group(1)).isPresent())
          .forEach(
              reference ->
                  assertThat(ResourceCatalog.AWS.dependencyOrder(reference.group(1)))
                      .as(block.group(1) + "." + block.group(2) + " refers to " + reference.group())
                      .isLessThanOrEqualTo(order));
    }
    assertThat(ResourceCatalog.AWS.dependencyOrder("aws_unknown")).isEqualTo(-1);
  }

  @Test
  void states_how_one_that_is_in_no_state_is_treated() {
    assertThat(descriptors().stream().flatMap(descriptor -> descriptor.unmanaged().stream()))
        .extracting(UnmanagedRule::inventoryType, ResourceCatalogTest::treatment)
        .containsExactlyInAnyOrder(
            tuple("ec2:vpc", "DUPLICATE"),
            tuple("ec2:internet-gateway", "DUPLICATE"),
            tuple("ec2:elastic-ip", "DUPLICATE"),
            tuple("ec2:route-table", "DUPLICATE"),
            tuple("kms:key", "DUPLICATE"),
            tuple("ec2:subnet", "DESTROY"),
            tuple("ec2:natgateway", "REPORTED"),
            tuple("ec2:vpc-endpoint", "REPORTED"),
            tuple("ec2:launch-template", "REPORTED"),
            tuple("ec2:security-group", "REPORTED"));
  }

  private static String treatment(UnmanagedRule rule) {
    return switch (rule) {
      case UnmanagedRule.Reported reported -> "REPORTED";
      case UnmanagedRule.Deleted deleted -> deleted.occasion().name();
    };
  }

  @ParameterizedTest
  @MethodSource("descriptors")
  void names_a_compared_type_as_the_inventory_does(ResourceDescriptor descriptor) {
    if (descriptor.inventory() instanceof InventoryRule.ByEc2Tag tagged) {
      assertThat(descriptor.unmanaged().map(UnmanagedRule::inventoryType))
          .isIn(Optional.empty(), Optional.of("ec2:" + tagged.ec2Type()));
    }
    descriptor
        .unmanaged()
        .ifPresent(
            rule ->
                assertThat(ResourceCatalog.AWS.comparable(rule.inventoryType()))
                    .contains(descriptor));
  }

  @Test
  void rejects_a_descriptor_of_a_type_without_names_that_does_not_say_whether_two_can_exist() {
    ResourceDescriptor.Builder incomplete =
        ResourceDescriptor.of("aws_vpc")
            .removalInterruptsNothing()
            .identifiedBy(Identification.byTags(Set.of()))
            .foundBy(session -> ResourceFinder.REPEATABLE)
            .listedBy(new InventoryRule.Queried(session -> scope -> List.of()));

    assertThatThrownBy(incomplete::build)
        .isInstanceOf(NullPointerException.class)
        .hasMessage(
            "the descriptor of aws_vpc does not say how one that is in no state is treated");
    assertThat(incomplete.neverDuplicated().build().unmanaged()).isEmpty();
  }

  @Test
  void states_which_failures_the_account_explains() {
    assertThat(descriptors())
        .filteredOn(descriptor -> descriptor.inquiry().isPresent())
        .extracting(
            ResourceDescriptor::type,
            descriptor -> descriptor.inquiry().orElseThrow().answer(),
            descriptor -> descriptor.inquiry().orElseThrow().codes())
        .containsExactlyInAnyOrder(
            tuple(
                "aws_eks_node_group",
                FailureInquiry.Answer.CAUSE,
                Set.of(
                    FailureCode.NODES_NOT_JOINED,
                    FailureCode.RESOURCE_NOT_READY,
                    FailureCode.RESOURCE_FAILED_WITHOUT_REASON,
                    FailureCode.RESOURCE_FAILED,
                    FailureCode.TERRAFORM_DEADLINE,
                    FailureCode.NO_FREE_ADDRESSES,
                    FailureCode.INSTANCE_TYPE_NOT_OFFERED,
                    FailureCode.NO_CAPACITY)),
            tuple(
                "aws_db_instance",
                FailureInquiry.Answer.REFINEMENT,
                Set.of(FailureCode.NO_CAPACITY, FailureCode.INSTANCE_TYPE_NOT_OFFERED)));
  }

  @Test
  void protects_types_that_hold_data() {
    assertThat(descriptors())
        .filteredOn(descriptor -> descriptor.irreplaceable().isPresent())
        .extracting(ResourceDescriptor::type)
        .containsExactlyInAnyOrder(
            "aws_ecr_repository",
            "aws_db_instance",
            "aws_s3_bucket",
            "aws_eks_cluster",
            "aws_kms_key",
            "aws_elasticache_replication_group");
  }

  @Test
  void treats_timeouts_as_harmless_after_an_import_of_any_type() {
    assertThat(ResourceCatalog.AWS.harmlessAfterImport("aws_vpc"))
        .containsExactlyInAnyOrder("timeouts", "enable_dns_hostnames", "enable_dns_support");
    assertThat(ResourceCatalog.AWS.harmlessAfterImport("aws_unknown")).containsExactly("timeouts");
  }

  @Test
  void requires_each_quota_once() {
    assertThat(ResourceCatalog.AWS.quotas())
        .extracting(RequiredQuota::code)
        .containsExactlyInAnyOrder(
            "L-F678F1CE",
            "L-0263D0A3",
            "L-FE5A380F",
            "L-1194D53C",
            "L-7B6409FD",
            "L-DFE45DF3",
            "L-69A177A2");
  }

  private static ResourceScope scope() {
    return ResourceScope.of(SimulatedAccount.model());
  }

  @Test
  void the_data_sources_are_those_of_the_module() {
    try (Stream<Path> files = Files.list(MODULE)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".tf"))
                  .map(ResourceCatalogTest::read)
                  .flatMap(
                      text ->
                          Pattern.compile("^data \"([a-z0-9_]+)\"", Pattern.MULTILINE)
                              .matcher(text)
                              .results()
                              .map(match -> match.group(1))))
          .containsExactlyInAnyOrderElementsOf(ResourceCatalog.DATA_SOURCES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
