package io.beta9.provisioning.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class DirectorySizeTest {
  @TempDir private Path base;

  private Path file(String name, int bytes) throws IOException {
    Path file = base.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[bytes]);
  }

  @Test
  void files_count_in_every_depth_and_with_several_names_once() throws IOException {
    Path provider = file("env_1/provider", 700);
    file("env_1/runs/apply/out.jsonl", 30);
    Files.createDirectories(base.resolve("env_2"));
    Files.createLink(base.resolve("env_2/provider"), provider);

    assertThat(DirectorySize.ofFilesBelow(base)).isEqualTo(730);
  }

  @Test
  void what_a_link_leads_to_does_not_count() throws IOException {
    file("mirror/provider", 700);
    Path work = Files.createDirectories(base.resolve("work"));
    Files.createSymbolicLink(work.resolve("provider"), base.resolve("mirror/provider"));
    Files.createSymbolicLink(work.resolve("mirror"), base.resolve("mirror"));

    assertThat(DirectorySize.ofFilesBelow(work)).isZero();
  }

  @Test
  void a_directory_that_does_not_exist_is_empty() throws IOException {
    assertThat(DirectorySize.ofFilesBelow(base.resolve("missing"))).isZero();
  }

  @Test
  void the_free_space_ends_where_the_limit_of_the_work_directory_does() throws IOException {
    file("env_1/state", 700);

    assertThat(space(1_000).freeBytes().getAsLong()).isEqualTo(300);
    assertThat(space(700).freeBytes().getAsLong()).isZero();
    assertThat(space(699).freeBytes().getAsLong()).isZero();
    assertThat(space(Long.MAX_VALUE).freeBytes().getAsLong())
        .as("no more than the file system has")
        .isLessThanOrEqualTo(Files.getFileStore(base).getTotalSpace());
  }

  private DiskSpace space(long limit) {
    return DiskSpace.of(base, DataSize.ofBytes(limit), DataSize.ofBytes(2), DataSize.ofBytes(1));
  }
}
