package io.beta9.provisioning.tfstate.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.s3.StateVersions.StateContent;
import io.beta9.provisioning.tfstate.s3.StateVersions.StateVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

class StateVersionsTest {
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final AwsSession session = cloud.session();
  private final StateBackend backend =
      StateBackend.of(SimulatedAccount.TARGET.location(), SimulatedAccount.ID.value(), "s3");
  private final StateVersions versions = new StateVersions(session, backend);

  @BeforeEach
  void start() {
    new StateStore(session).ensure(backend);
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void put(String key, String content) {
    session
        .s3()
        .putObject(r -> r.bucket(backend.bucket()).key(key), RequestBody.fromString(content));
  }

  private void fail(String operation, int status, String code) {
    cloud
        .sim()
        .faultRules()
        .add(FaultRule.Failure.everyCall("s3", operation, status, code, "injected"));
  }

  private void loseResponse() {
    cloud
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "s3", "PutObject", "*", 1, 1, 500, "InternalError", "lost", true));
  }

  @Test
  void a_write_whose_response_was_lost_has_succeeded() {
    loseResponse();
    assertThat(versions.write(bytes("one"), null)).isTrue();

    String first = versions.read(null).orElseThrow().etag();
    loseResponse();
    assertThat(versions.write(bytes("two"), first)).isTrue();
    assertThat(versions.list()).hasSize(2);

    loseResponse();
    assertThat(versions.write(bytes("three"), first)).as("another version is current").isFalse();
    assertThat(versions.read(null).orElseThrow().bytes()).isEqualTo(bytes("two"));
  }

  @Test
  void versions_are_listed_newest_first_without_other_objects() {
    assertThat(versions.list()).isEmpty();
    put(backend.key(), "one");
    put(backend.key(), "three");
    put(backend.lockFileKey(), "lock");
    put(backend.key() + ".backup", "other");
    assertThat(versions.list()).extracting(StateVersion::bytes).containsExactly(5L, 3L);
    assertThat(versions.list()).extracting(StateVersion::current).containsExactly(true, false);
    assertThat(versions.list()).extracting(StateVersion::id).doesNotHaveDuplicates();
    assertThat(versions.list().getFirst().writtenAt()).isNotNull();
  }

  @Test
  void the_current_tag_is_that_of_the_current_version() {
    assertThat(versions.currentTag()).isEmpty();
    put(backend.key(), "one");
    put(backend.key(), "two");

    assertThat(versions.currentTag())
        .contains(versions.read(null).map(StateVersions.StateContent::etag).orElseThrow());
  }

  @Test
  void a_tag_that_cannot_be_read_is_a_failure() {
    put(backend.key(), "one");
    fail("HeadObject", 403, "AccessDenied");

    assertThatThrownBy(versions::currentTag)
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.ACCESS_DENIED));
  }

  @Test
  void a_bucket_that_does_not_exist_has_no_versions() {
    StateBackend missing =
        new StateBackend("s3", "no-such-bucket", "k", SimulatedAccount.REGION, true, null);
    assertThat(new StateVersions(cloud.owner(), missing).list()).isEmpty();
    assertThat(new StateVersions(cloud.owner(), missing).read(null)).isEmpty();
  }

  @Test
  void a_version_is_read_by_its_id_and_the_current_one_without() {
    assertThat(versions.read(null)).isEmpty();
    put(backend.key(), "one");
    String first = versions.list().getFirst().id();
    put(backend.key(), "two");
    assertThat(versions.read(null).orElseThrow().bytes()).isEqualTo(bytes("two"));
    assertThat(versions.read(first).orElseThrow().bytes()).isEqualTo(bytes("one"));
    assertThat(versions.read("nonesuch")).isEmpty();
    assertThat(versions.read(null).map(StateContent::etag))
        .isNotEqualTo(versions.read(first).map(StateContent::etag));
  }

  @ParameterizedTest(name = "{0} of version {1}: exists {2}")
  @CsvSource({
    "400, v, missing",
    "404, v, missing",
    "404,  , missing",
    "400,  , failure",
    "403, v, failure"
  })
  void only_a_missing_or_invalid_version_does_not_exist(
      int status, String version, String expected) {
    fail("GetObject", status, "Injected");
    if (expected.equals("missing")) {
      assertThat(versions.read(version)).isEmpty();
    } else {
      assertThatThrownBy(() -> versions.read(version)).isInstanceOf(FailureException.class);
    }
  }

  @Test
  void a_write_replaces_exactly_the_version_that_was_read() {
    assertThat(versions.write(bytes("one"), "\"no-such-etag\"")).isFalse();
    assertThat(versions.write(bytes("one"), null)).isTrue();
    assertThat(versions.write(bytes("two"), null)).as("one exists").isFalse();
    String etag = versions.read(null).orElseThrow().etag();
    assertThat(versions.write(bytes("two"), etag)).isTrue();
    assertThat(versions.write(bytes("three"), etag)).as("it was replaced").isFalse();
    assertThat(versions.read(null).orElseThrow().bytes()).isEqualTo(bytes("two"));
    assertThat(versions.list()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"412, PreconditionFailed", "409, ConditionalRequestConflict"})
  void a_conflicting_write_changes_nothing(int status, String code) {
    fail("PutObject", status, code);
    assertThat(versions.write(bytes("one"), null)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"PutObject", "ListObjectVersions"})
  void any_other_answer_is_a_failure(String operation) {
    fail(operation, 403, "AccessDenied");
    assertThatThrownBy(
            () -> {
              if (operation.equals("PutObject")) {
                versions.write(bytes("one"), null);
              } else {
                versions.list();
              }
            })
        .isInstanceOf(FailureException.class);
  }

  private ListObjectVersionsResponse lockVersions() {
    return session
        .s3()
        .listObjectVersions(r -> r.bucket(backend.bucket()).prefix(backend.lockFileKey()));
  }

  @Test
  void old_versions_and_delete_markers_of_the_lock_file_are_deleted_and_the_current_one_is_kept() {
    assertThat(versions.deleteOldLocks()).isZero();
    put(backend.key(), "state");
    put(backend.key(), "newer state");
    for (int i = 0; i < 2; i++) {
      put(backend.lockFileKey(), "lock " + i);
      session.s3().deleteObject(r -> r.bucket(backend.bucket()).key(backend.lockFileKey()));
    }
    put(backend.lockFileKey(), "held");
    assertThat(versions.deleteOldLocks()).as("two versions and two markers").isEqualTo(4);
    assertThat(lockVersions().versions())
        .singleElement()
        .satisfies(held -> assertThat(held.isLatest()).isTrue());
    assertThat(lockVersions().deleteMarkers()).isEmpty();
    assertThat(versions.list()).hasSize(2);

    session.s3().deleteObject(r -> r.bucket(backend.bucket()).key(backend.lockFileKey()));
    assertThat(versions.deleteOldLocks()).isEqualTo(1);
    assertThat(lockVersions().versions()).isEmpty();
    assertThat(lockVersions().deleteMarkers()).as("the current one").hasSize(1);
  }

  /** S3 deletes at most 1000 objects per request. */
  @ParameterizedTest(name = "{0} versions: {1} requests")
  @CsvSource({"0, 0", "1, 1", "1000, 1", "1001, 2"})
  void versions_are_deleted_in_batches_of_a_thousand(int number, int requests) {
    versions.delete(IntStream.range(0, number).mapToObj(i -> "v" + i).toList());
    assertThat(cloud.sim().requests().calls("s3", "DeleteObjects")).hasSize(requests);
  }

  @Test
  void deleted_versions_are_gone_and_the_others_remain() {
    for (String content : List.of("a", "b", "c")) {
      put(backend.key(), content);
    }
    List<StateVersion> all = versions.list();
    versions.delete(List.of(all.get(1).id(), all.get(2).id()));
    assertThat(versions.list()).containsExactly(all.getFirst());
  }

  @Test
  void a_failing_deletion_is_reported() {
    fail("DeleteObjects", 403, "AccessDenied");
    assertThat(
            catchThrowableOfType(FailureException.class, () -> versions.delete(List.of("v")))
                .failure()
                .parameter(FailureParameter.ACTIVITY))
        .contains("Deleting old versions of the state");
  }
}
