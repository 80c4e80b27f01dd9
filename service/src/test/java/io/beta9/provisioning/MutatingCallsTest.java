package io.beta9.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every call of AWS by which this service itself, not Terraform, changes something. A worker that
 * is paused between the check of its claim and the call makes this one call when it resumes,
 * although another worker has taken the operation over. So each class that makes such calls
 * verifies the claim before them, or is listed with what a late call does (docs/reliability.md).
 */
class MutatingCallsTest {
  private static final Pattern CLIENT =
      Pattern.compile("software\\.amazon\\.awssdk\\.services\\..*Client");

  private static final Pattern READ =
      Pattern.compile(
          "(get|describe|list|head|batchGet|simulate|search|lookup|select|query|scan|assumeRole"
              + "|decode|download|serviceName|serviceClientConfiguration|waiter|utilities|close"
              + "|builder|create$)\\w*");

  /** The classes that verify the claim before each call, by their simple names. */
  private static final Set<String> FENCED =
      Set.of(
          "Route53Domain",
          "ZoneRecords",
          "SecretsManagerSecrets",
          "SecretsManagerStore",
          "StateStore",
          "DatabaseRelease");

  private static final String FAILED_CREATION =
      "AWS reported the creation as failed, and the line of the log before the call is rejected"
          + " without the claim; EKS keeps a cluster that has nodes, RDS one that is protected";

  private static final String IN_NO_STATE =
      "what is deleted was listed by its id as in no state, or as of an environment that is being"
          + " destroyed, which nothing creates again";

  /** What a late call of these classes does. */
  private static final Map<String, String> UNFENCED =
      Map.ofEntries(
          Map.entry("AwsLeftoverRemover", IN_NO_STATE),
          Map.entry("UnusedResourceDeletion", IN_NO_STATE),
          Map.entry("CacheFinder", FAILED_CREATION),
          Map.entry("ClusterFinder", FAILED_CREATION),
          Map.entry("DatabaseFinder", FAILED_CREATION),
          Map.entry("NetworkFinder", FAILED_CREATION),
          Map.entry(
              "PolicyRemover",
              "a policy that the successor has created again is missing until the next apply"),
          Map.entry(
              "AccessEntryOperations",
              "requested by an operator under no claim; the entry has one possible content"),
          Map.entry("ElbListeners", "the listener has one possible policy"),
          Map.entry("SecurityGroupFinder", "rules are revoked by ids that were listed before"),
          Map.entry("LockTable", "a table that exists is not created again"),
          Map.entry("StateLocks", "conditional on the ETag or the content of the lock"),
          Map.entry(
              "StateVersions", "conditional on the ETag; old versions are deleted by their ids"),
          Map.entry(
              "StateDigest",
              "conditional on the digest that it replaces, or under the state's lock"),
          Map.entry(
              "EksAddOns",
              "an update names neither version nor configuration, and the role that the add-on"
                  + " has"),
          Map.entry(
              "EksPublicEndpoint",
              "EndpointSteps verifies the claim before; a late opening admits only the workers, is"
                  + " named by the diagnosis, and is closed by the next operation"),
          Map.entry("ServiceQuotas", "a request to AWS, of which one can be open for a quota"));

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // Only this module: the class path of the tests contains others.
          .withImportOption(location -> location.contains("/service/target/classes/"))
          .importPackages("io.beta9.provisioning");

  /** Returns the mutating calls of each class, nested classes counted with their outermost one. */
  private static Map<String, Set<String>> calls() {
    Map<String, Set<String>> calls = new TreeMap<>();
    PRODUCT.stream()
        .flatMap(
            type ->
                Stream.concat(
                    type.getMethodCallsFromSelf().stream(),
                    type.getMethodReferencesFromSelf().stream()))
        .filter(call -> CLIENT.matcher(call.getTargetOwner().getName()).matches())
        .filter(call -> !READ.matcher(call.getTarget().getName()).matches())
        .forEach(
            call ->
                calls
                    .computeIfAbsent(outermost(call.getOrigin()), _ -> new TreeSet<>())
                    .add(call.getTarget().getName()));
    return calls;
  }

  private static String outermost(JavaCodeUnit origin) {
    JavaClass type = origin.getOwner();
    while (type.getEnclosingClass().isPresent()) {
      type = type.getEnclosingClass().get();
    }
    return type.getSimpleName();
  }

  @Test
  void each_class_that_changes_something_in_an_account_is_fenced_or_listed_with_its_effect() {
    Set<String> known = new TreeSet<>(FENCED);
    known.addAll(UNFENCED.keySet());

    assertThat(calls().keySet()).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void a_fenced_class_is_given_the_check_of_the_claim() {
    assertThat(FENCED)
        .allSatisfy(
            name ->
                assertThat(
                        PRODUCT.stream()
                            .filter(type -> type.getSimpleName().equals(name))
                            .flatMap(type -> type.getFields().stream())
                            .map(field -> field.getName()))
                    .contains("beforeWriting"));
  }
}
