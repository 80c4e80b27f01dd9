package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.DigestMismatch;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.lock.HeldLock;
import io.beta9.provisioning.tfstate.lock.StateLocks;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Repair of the state after Terraform was killed, with the real Terraform. */
class StateRepairTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void removes_the_locks_of_a_killed_terraform_in_both_places() {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "both")) {
      killWhileItHoldsTheState(tiny);
      assertThat(locks(tiny))
          .extracting(HeldLock::place)
          .containsExactly(HeldLock.Place.LOCK_FILE, HeldLock.Place.TABLE);

      tiny.apply();

      assertThat(tiny.rows().events())
          .anyMatch(event -> unlocked(event, "lock file") && event.text("run").equals("apply"))
          .anyMatch(event -> unlocked(event, "lock table"));
      assertThat(locks(tiny)).isEmpty();
      assertThat(tiny.state().contains("terraform_data.slow")).isTrue();
    }
  }

  @Tag("slow")
  @Test
  void removes_a_stale_lock_that_exists_in_one_place_only() {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "both")) {
      killWhileItHoldsTheState(tiny);
      HeldLock file = locks(tiny).getFirst();
      new StateLocks(tiny.account().session()).remove(tiny.backend(), file);

      tiny.initAndPlan();

      assertThat(locks(tiny)).isEmpty();
    }
  }

  @Tag("slow")
  @Test
  void removes_its_own_lock_whose_response_was_lost() {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "s3")) {
      fault(tiny, "PutObject", 1, 500, "InternalError", true);

      Failure failure = failure(tiny::apply);

      assertThat(failure.code()).isEqualTo(FailureCode.STATE_LOCK_RELEASED);
      assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT);
      assertThat(locks(tiny)).isEmpty();
      assertThat(tiny.rows().events())
          .anyMatch(
              event -> event.is(EventKind.STATE_UNLOCKED) && event.text("run").equals("plan"));

      tiny.apply();

      assertThat(tiny.state().contains("terraform_data.slow")).isTrue();
    }
  }

  @Tag("slow")
  @Test
  void removes_the_lock_of_a_run_that_could_neither_read_nor_release_it() {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "s3")) {
      Future<?> apply = tiny.applyUntilHeld();
      await().atMost(PATIENCE).until(tiny::isHeld);
      fault(tiny, "GetObject", 0, 403, "AccessDenied", false);
      fault(tiny, "DeleteObject", 0, 403, "AccessDenied", false);
      tiny.openGate();
      assertThat(failure(apply::get)).isNotNull();
      tiny.account().sim().faultRules().clear();
      assertThat(locks(tiny)).hasSize(1);

      tiny.apply();

      assertThat(locks(tiny)).isEmpty();
    }
  }

  private static void fault(
      TinyEnvironment tiny, String call, int times, int status, String code, boolean afterwards) {
    tiny.account()
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "s3", call, "*tflock", 1, times, status, code, "Injected", afterwards));
  }

  @Test
  void reports_and_keeps_the_lock_of_another_owner() {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "s3")) {
      lockAs(tiny, "ann@laptop", Instant.now().minusSeconds(1500));

      assertThat(failure(tiny::init)).satisfies(StateRepairTest::namesAnn);

      assertThat(locks(tiny)).hasSize(1);
    }
  }

  @Tag("slow")
  @Test
  void explains_a_lock_that_a_plan_encounters() {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "s3")) {
      tiny.init();
      Failure failure =
          failure(
              () ->
                  tiny.inClaim(
                      context -> {
                        context.terraform().init(context.run("init", event -> {}));
                        lockAs(tiny, "ann@laptop", Instant.now().minusSeconds(1500));
                        TinyEnvironment.actions().plan(context);
                      }));

      assertThat(failure).satisfies(StateRepairTest::namesAnn);
      assertThat(failure.parameter(FailureParameter.ACTIVITY))
          .contains("Planning the infrastructure");
    }
  }

  /** Returns whether the lock of a dead Terraform process was removed. */
  private static boolean unlocked(StoredEvent event, String place) {
    return event.is(EventKind.STATE_UNLOCKED)
        && event.text("user").isEmpty()
        && event.text("place").contains(place);
  }

  private static void namesAnn(Failure failure) {
    assertThat(failure.kind()).isEqualTo(FailureClass.CONFLICT);
    assertThat(failure.code()).isEqualTo(FailureCode.STATE_LOCKED);
    assertThat(failure.parameter(FailureParameter.OWNER)).contains("ann@laptop");
    assertThat(failure.parameter(FailureParameter.ACTION)).contains("OperationTypePlan");
    assertThat(failure.parameter(FailureParameter.AGE).map(Duration::parse).orElseThrow())
        .isBetween(Duration.ofMinutes(25), Duration.ofMinutes(26));
    assertThat(failure.parameter(FailureParameter.LOCK_ID)).contains("lock-of-ann");
    assertThat(failure.parameter(FailureParameter.ENVIRONMENT))
        .contains(SimulatedAccount.ID.value());
  }

  @Tag("slow")
  @Test
  void keeps_the_lock_of_a_manually_started_terraform_in_the_stack_directory() throws Exception {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "s3")) {
      killWhileItHoldsTheState(tiny);
      tiny.init();
      Process byHand = tiny.startManually("apply", "-auto-approve", "-input=false");
      try {
        await().atMost(PATIENCE).until(() -> !locks(tiny).isEmpty());

        // On the same host, and within the time in which the killed process would have locked the
        // state.
        Failure failure = failure(tiny::init);

        assertThat(failure.code()).isEqualTo(FailureCode.STATE_LOCKED);
        assertThat(failure.parameter(FailureParameter.PID)).contains(Long.toString(byHand.pid()));
        assertThat(locks(tiny)).hasSize(1);
      } finally {
        tiny.openGate();
        assertThat(byHand.waitFor()).isZero();
      }
      tiny.apply();
    }
  }

  @Tag("slow")
  @Test
  void repairs_a_digest_of_an_earlier_version() throws Exception {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "dynamodb")) {
      tiny.apply();
      String before = content(tiny);
      tiny.setInput("second");
      tiny.apply();
      writeDigest(tiny, before);
      assertThat(failure(tiny::state).code()).isEqualTo(FailureCode.STATE_DIGEST_MISMATCH);

      tiny.init();

      assertThat(tiny.rows().events()).anyMatch(event -> event.is(EventKind.DIGEST_CORRECTED));
      assertThat(tiny.state().contains("terraform_data.slow")).isTrue();
    }
  }

  @Tag("slow")
  @Test
  void reports_a_digest_that_matches_no_version() throws Exception {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "dynamodb")) {
      tiny.apply();
      writeDigest(tiny, "another world");

      Failure failure = failure(tiny::init);

      assertThat(failure.code()).isEqualTo(FailureCode.STATE_DIGEST_MISMATCH);
      assertThat(failure.parameter(FailureParameter.MISMATCH))
          .contains(DigestMismatch.NO_VERSION.code());
    }
  }

  @Tag("slow")
  @Test
  void keeps_a_state_that_could_not_be_written_and_pushes_it_after_the_disk_was_lost() {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "s3")) {
      tiny.init();
      rejectStateWrites(tiny);

      assertThat(failure(tiny::apply))
          .satisfies(
              failure -> {
                assertThat(failure.code()).isEqualTo(FailureCode.STATE_NOT_SAVED);
              });
      assertThat(tiny.rows().events()).anyMatch(event -> event.is(EventKind.ERRORED_STATE_KEPT));
      byte[] kept =
          tiny.rows().jdbc().sql("select content from kept_states").query(byte[].class).single();
      assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain("terraform_data");
      tiny.stack().delete(); // with its pod
      tiny.account().sim().faultRules().clear();

      tiny.init();

      assertThat(tiny.rows().events())
          .anyMatch(event -> event.is(EventKind.ERRORED_STATE_UPLOADED));
      assertThat(tiny.state().contains("terraform_data.slow")).isTrue();
      assertThat(tiny.stack().erroredState()).isEmpty();
      tiny.initAndPlan();
      assertThat(tiny.rows().events())
          .contains(StoredEvent.of(new EventData.Planned(0, 0, 0)))
          .filteredOn(event -> event.is(EventKind.ERRORED_STATE_UPLOADED))
          .hasSize(1);
    }
  }

  /** The bucket rejects both the state and the removal of the lock. */
  @Tag("slow")
  @Test
  void removes_a_lock_that_terraform_reported_as_not_released() {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "s3")) {
      Future<?> apply = tiny.applyUntilHeld();
      await().atMost(PATIENCE).until(tiny::isHeld);
      rejectStateWrites(tiny);
      tiny.account()
          .sim()
          .faultRules()
          .add(
              new FaultRule.Failure(
                  "s3", "DeleteObject", "*tflock", 1, 0, 403, "AccessDenied", "Injected", false));
      tiny.openGate();
      assertThat(failure(apply::get).code()).isEqualTo(FailureCode.STATE_NOT_SAVED);
      assertThat(locks(tiny)).hasSize(1);
      tiny.account().sim().faultRules().clear();

      tiny.init();

      assertThat(locks(tiny)).isEmpty();
      assertThat(tiny.state().contains("terraform_data.slow")).isTrue();
    }
  }

  @Tag("slow")
  @Test
  void pushes_an_errored_state_that_was_left_without_a_worker() {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "s3")) {
      tiny.init();
      Future<?> apply = tiny.applyUntilHeld();
      await().atMost(PATIENCE).until(tiny::isHeld);
      rejectStateWrites(tiny);
      tiny.loseWorker(apply);
      tiny.openGate();
      await().atMost(PATIENCE).until(() -> tiny.stack().liveRuns().isEmpty());
      assertThat(tiny.stack().erroredState()).isPresent();
      tiny.account().sim().faultRules().clear();

      tiny.init();

      assertThat(tiny.rows().events())
          .anyMatch(event -> event.is(EventKind.ERRORED_STATE_KEPT))
          .anyMatch(event -> event.is(EventKind.ERRORED_STATE_UPLOADED));
      assertThat(tiny.state().contains("terraform_data.slow")).isTrue();
    }
  }

  @Tag("slow")
  @Test
  void does_not_overwrite_a_newer_state_with_a_kept_one() {
    try (TinyEnvironment tiny = new TinyEnvironment(folder, "s3")) {
      tiny.apply();
      tiny.setInput("second");
      rejectStateWrites(tiny);
      assertThat(failure(tiny::apply).code()).isEqualTo(FailureCode.STATE_NOT_SAVED);
      tiny.account().sim().faultRules().clear();
      String newer = content(tiny).replaceFirst("\"serial\": \\d+", "\"serial\": 99");
      put(tiny, tiny.backend().key(), newer);

      Failure failure = failure(tiny::init);

      assertThat(failure.code()).isEqualTo(FailureCode.ERRORED_STATE_REJECTED);
      assertThat(failure.parameter(FailureParameter.BUCKET_SERIAL)).contains("99");
      assertThat(failure.parameter(FailureParameter.BUCKET_LINEAGE)).isEmpty();
      assertThat(content(tiny)).isEqualTo(newer);

      put(
          tiny,
          tiny.backend().key(),
          newer.replaceFirst("\"lineage\": \"....", "\"lineage\": \"0000"));
      assertThat(failure(tiny::init).parameter(FailureParameter.BUCKET_LINEAGE)).isPresent();
    }
  }

  private static void killWhileItHoldsTheState(TinyEnvironment tiny) {
    Future<?> apply = tiny.applyUntilHeld();
    await().atMost(PATIENCE).until(tiny::isHeld);
    tiny.killTerraform();
    assertThat(failure(apply::get)).isNotNull();
    tiny.openGate();
  }

  private static void rejectStateWrites(TinyEnvironment tiny) {
    tiny.account()
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "s3", "PutObject", "*tfstate", 1, 0, 403, "AccessDenied", "Injected", false));
  }

  private static List<HeldLock> locks(TinyEnvironment tiny) {
    return new StateLocks(tiny.account().session()).heldLocks(tiny.backend());
  }

  private static void lockAs(TinyEnvironment tiny, String who, Instant since) {
    put(
        tiny,
        tiny.backend().lockFileKey(),
        """
        {"ID":"lock-of-ann","Operation":"OperationTypePlan","Info":"","Who":"%s",
         "Version":"1.11.4","Created":"%s","Path":"x"}
        """
            .formatted(who, since));
  }

  private static void put(TinyEnvironment tiny, String key, String text) {
    tiny.account()
        .session()
        .s3()
        .putObject(r -> r.bucket(tiny.backend().bucket()).key(key), RequestBody.fromString(text));
  }

  private static String content(TinyEnvironment tiny) {
    return tiny.account()
        .session()
        .s3()
        .getObjectAsBytes(r -> r.bucket(tiny.backend().bucket()).key(tiny.backend().key()))
        .asUtf8String();
  }

  private static void writeDigest(TinyEnvironment tiny, String of) throws Exception {
    String digest =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("MD5").digest(of.getBytes(StandardCharsets.UTF_8)));
    tiny.account()
        .session()
        .dynamodb()
        .putItem(
            r ->
                r.tableName(tiny.backend().lockTable())
                    .item(
                        Map.of(
                            "LockID",
                            AttributeValue.fromS(tiny.backend().digestItemId()),
                            "Digest",
                            AttributeValue.fromS(digest))));
  }

  private static Failure failure(ThrowingCallable call) {
    Throwable thrown = catchThrowableOfType(Throwable.class, call);
    while (thrown != null && !(thrown instanceof FailureException)) {
      thrown = thrown.getCause();
    }
    assertThat(thrown).isInstanceOf(FailureException.class);
    return ((FailureException) thrown).failure();
  }
}
