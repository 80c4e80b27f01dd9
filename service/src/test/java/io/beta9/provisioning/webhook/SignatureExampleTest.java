package io.beta9.provisioning.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/api.md that compute a signature. */
class SignatureExampleTest {
  @TempDir Path directory;

  private static String example() throws Exception {
    String text = Files.readString(Path.of("../docs/api.md"));
    int marker = text.indexOf("# SECRET is whsec_");
    return text.substring(marker, text.indexOf("```", marker));
  }

  @Test
  void the_documented_commands_compute_the_signature_that_is_sent() throws Exception {
    Files.writeString(directory.resolve("body"), "{\"test\": 2432232314}");
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-euc", example())
            .directory(directory.toFile())
            .redirectErrorStream(true);
    bash.environment().put("SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    bash.environment().put("ID", "msg_p5jXN8AQM9LWM0D4loKWxJek");
    bash.environment().put("TIMESTAMP", "1614265330");

    Process process = bash.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\n");
  }
}
