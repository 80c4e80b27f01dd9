package io.beta9.provisioning.terraform.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedProvidersTest {
  private static final String FILE =
      ".terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64/provider";

  @TempDir Path base;
  private SharedProviders shared;

  @BeforeEach
  void create() {
    shared = new SharedProviders(base);
  }

  @Test
  void stack_directories_share_one_file_for_equal_copies() throws IOException {
    Path first = copy("env_1", 1);
    Path second = copy("env_2", 1);
    Path other = copy("env_3", 2);

    for (String stack : new String[] {"env_1", "env_2", "env_3"}) {
      shared.share(base.resolve(stack));
      shared.share(base.resolve(stack));
    }

    assertThat(Files.isSameFile(first, second)).isTrue();
    assertThat(Files.isSameFile(first, other)).isFalse();
    assertThat(Files.readAllBytes(other)).containsOnly(2);
    assertThat(Files.getPosixFilePermissions(second)).contains(PosixFilePermission.OWNER_EXECUTE);
    try (var siblings = Files.list(second.getParent())) {
      assertThat(siblings).containsExactly(second);
    }
  }

  @Test
  void the_shared_file_is_deleted_with_the_last_stack_directory_that_uses_it() throws IOException {
    Path first = copy("env_1", 1);
    Path second = copy("env_2", 1);
    shared.share(base.resolve("env_1"));
    shared.share(base.resolve("env_2"));

    Files.delete(first);
    shared.prune();
    assertThat(stored()).isEqualTo(1);

    Files.delete(second);
    shared.prune();
    assertThat(stored()).isZero();
  }

  @Test
  void links_into_an_unpacked_mirror_and_small_files_are_left_alone() throws IOException {
    Path mirror = Files.write(base.resolve("mirror"), new byte[2 << 20]);
    Path link = base.resolve("env_1").resolve(FILE);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, mirror);
    Files.write(link.resolveSibling("LICENSE"), new byte[(1 << 20) - 1]);

    shared.share(base.resolve("env_1"));
    shared.share(base.resolve("without providers"));

    assertThat(link).isSymbolicLink();
    assertThat(base.resolve(".providers")).doesNotExist();
    shared.prune();
  }

  @Test
  void copies_remain_if_the_store_cannot_be_used() throws IOException {
    Path file = copy("env_1", 1);
    Files.writeString(base.resolve(".providers"), "a file where the directory would be");

    shared.share(base.resolve("env_1"));

    assertThat(Files.readAllBytes(file)).hasSize(1 << 20);
  }

  private Path copy(String stack, int content) throws IOException {
    Path file = base.resolve(stack).resolve(FILE);
    Files.createDirectories(file.getParent());
    byte[] bytes = new byte[1 << 20];
    Arrays.fill(bytes, (byte) content);
    Files.write(file, bytes);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private long stored() throws IOException {
    try (var files = Files.list(base.resolve(".providers"))) {
      return files.count();
    }
  }
}
