# Finds the JDK, Maven and Terraform, and downloads those that are missing.
# Sourced by ../provisioner, which defines $root. Sets $jdk, $mvn and PATH.

jdk_feature_version=25
terraform_minor_version=11

# sysexits(3) EX_UNAVAILABLE: a tool is missing and was not downloaded.
exit_tool_missing=69

tools_file=${PROVISIONER_TOOLS:-$root/provisioner.d/tools.properties}
tools_cache=${XDG_CACHE_HOME:-$HOME/.cache}/beta9-provisioning

# --- What is installed ---------------------------------------------------------------------------

is_suitable_jdk() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 1
  # The release file saves the start of a JVM.
  found_version=$(sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$found_version" ] ||
    found_version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9][0-9]*\).*/\1/p' | head -n 1)
  [ -n "$found_version" ] && [ "$found_version" -ge "$jdk_feature_version" ]
}

find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && is_suitable_jdk "$JAVA_HOME"; then
    echo "$JAVA_HOME"
    return
  fi
  if command -v javac >/dev/null 2>&1; then
    javac_path=$(readlink -f "$(command -v javac)" 2>/dev/null || command -v javac)
    javac_home=$(dirname "$(dirname "$javac_path")")
    if is_suitable_jdk "$javac_home"; then
      echo "$javac_home"
      return
    fi
  fi
  for candidate in ${PROVISIONER_JDK_DIRECTORIES-/usr/lib/jvm /usr/java /opt/java /opt "$HOME/.sdkman/candidates/java" "$HOME/.jdks"}; do
    for candidate in "$candidate"/*; do
      if is_suitable_jdk "$candidate"; then
        echo "$candidate"
        return
      fi
    done
  done
}

# Prints nothing if Terraform (or OpenTofu) is usable, else the reason.
terraform_problem() {
  # The setting of the service: 'doctor' checks it.
  [ -z "${TERRAFORM_BINARY:-}" ] || return 0
  terraform_path=$(command -v terraform 2>/dev/null || command -v tofu 2>/dev/null) || {
    echo "Terraform is not installed"
    return 0
  }
  terraform_found=$(CHECKPOINT_DISABLE=1 "$terraform_path" version 2>/dev/null |
    sed -n 's/.*v\([0-9][0-9]*\)\.\([0-9][0-9]*\)\..*/\1 \2/p' | head -n 1)
  if [ -z "$terraform_found" ] || [ "${terraform_found% *}" -lt 1 ] ||
    { [ "${terraform_found% *}" -eq 1 ] && [ "${terraform_found#* }" -lt "$terraform_minor_version" ]; }; then
    echo "$terraform_path is older than Terraform 1.$terraform_minor_version"
  fi
}

# --- Pinned tools --------------------------------------------------------------------------------

platform() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64 | Linux-amd64) echo linux-x64 ;;
    Linux-aarch64 | Linux-arm64) echo linux-aarch64 ;;
    *) echo "$(uname -s)-$(uname -m)" ;;
  esac
}

# tool_property NAME KEY: the value for this platform, for any platform, or nothing.
tool_property() {
  for scope in "$(platform)." "any." ""; do
    property=$(sed -n "s/^$1\.$scope$2=//p" "$tools_file" | head -n 1)
    if [ -n "$property" ]; then
      echo "$property"
      return
    fi
  done
}

tool_title() {
  case $1 in
    jdk) echo "JDK $(tool_property jdk version) (Eclipse Temurin)" ;;
    maven) echo "Apache Maven $(tool_property maven version)" ;;
    terraform) echo "Terraform $(tool_property terraform version)" ;;
  esac
}

tool_advice() {
  case $1 in
    jdk) echo "JDK $jdk_feature_version or newer: https://adoptium.net/temurin/releases/?version=$jdk_feature_version, then set JAVA_HOME" ;;
    maven) echo "Apache Maven 3.8 or newer: https://maven.apache.org/download.cgi, then add its bin directory to PATH" ;;
    terraform) echo "Terraform 1.$terraform_minor_version or newer: https://developer.hashicorp.com/terraform/install, then add it to PATH" ;;
  esac
}

tool_url() {
  url=$(tool_property "$1" url)
  if [ -n "$url" ] && [ -n "${PROVISIONER_MIRROR:-}" ]; then
    url=${PROVISIONER_MIRROR%/}/${url##*/}
  fi
  echo "$url"
}

tool_directory() {
  echo "$tools_cache/$1-$(tool_property "$1" version)"
}

# --- Download ------------------------------------------------------------------------------------

# fetch URL FILE
fetch() {
  if command -v curl >/dev/null 2>&1; then
    if [ -t 2 ]; then progress=--progress-bar; else progress=--silent; fi
    curl --fail --location --show-error $progress --connect-timeout 20 --retry 2 --output "$2" "$1"
  elif command -v wget >/dev/null 2>&1; then
    wget -q -T 60 -O "$2" "$1"
  else
    echo "Neither curl nor wget is installed." >&2
    return 1
  fi
}

# checksum 256|512 FILE
checksum() {
  if command -v "sha$1sum" >/dev/null 2>&1; then
    "sha$1sum" "$2" | cut -d ' ' -f 1
  elif command -v shasum >/dev/null 2>&1; then
    shasum -a "$1" "$2" | cut -d ' ' -f 1
  elif command -v openssl >/dev/null 2>&1; then
    openssl dgst "-sha$1" "$2" | sed 's/.*= *//'
  fi
}

# expected_checksum NAME FILE_NAME TEMPORARY_DIRECTORY: prints "ALGORITHM VALUE".
expected_checksum() {
  for algorithm in 256 512; do
    pinned=$(tool_property "$1" "sha$algorithm")
    if [ -n "$pinned" ]; then
      echo "$algorithm $pinned"
      return
    fi
  done
  checksums_url=$(tool_property "$1" checksums)
  case $checksums_url in
    https://* | http://127.0.0.1:* | http://localhost:*) ;;
    *) return 1 ;; # Over plain HTTP a checksum proves nothing.
  esac
  fetch "$checksums_url" "$3/checksums" || return 1
  # Either one value, or lines of value and file name.
  published=$(sed -n "s/^\([0-9a-fA-F]\{64,128\}\) *[ *]\(.*\/\)\{0,1\}$2\$/\1/p" "$3/checksums" | head -n 1)
  [ -n "$published" ] || published=$(sed -n '1s/^\([0-9a-fA-F]\{64,128\}\) *$/\1/p' "$3/checksums")
  case ${#published} in
    64) echo "256 $published" ;;
    128) echo "512 $published" ;;
    *) return 1 ;;
  esac
}

# unpack NAME ARCHIVE DIRECTORY: the tool's files directly in DIRECTORY.
unpack() {
  mkdir "$3.unpacking" || return 1
  case $2 in
    *.zip)
      # The JDK reads zip files; a bare machine has no unzip.
      if command -v unzip >/dev/null 2>&1; then
        unzip -q "$2" -d "$3.unpacking" || return 1
      else
        (cd "$3.unpacking" && "$jdk/bin/jar" xf "$2") || return 1
      fi
      ;;
    *) tar -xzf "$2" -C "$3.unpacking" || return 1 ;;
  esac
  if [ "$1" = terraform ]; then
    chmod 755 "$3.unpacking/terraform" || return 1
    mv "$3.unpacking" "$3"
  else
    # One directory in the archive.
    mv "$3.unpacking"/*/ "$3" && rmdir "$3.unpacking"
  fi
}

# is_installed NAME DIRECTORY
is_installed() {
  case $1 in
    jdk) is_suitable_jdk "$2" ;;
    maven) [ -x "$2/bin/mvn" ] ;;
    terraform) [ -x "$2/terraform" ] ;;
  esac
}

# runs NAME DIRECTORY: whether the tool fits this machine; a glibc build does not run on musl.
runs() {
  case $1 in
    jdk) "$2/bin/java" -version >/dev/null 2>&1 ;;
    maven) [ -x "$2/bin/mvn" ] ;;
    terraform) CHECKPOINT_DISABLE=1 "$2/terraform" version >/dev/null 2>&1 ;;
  esac
}

# The temporary directory and the lock that this process holds; removed when it exits.
held_temporary=
held_lock=

release_held() {
  [ -z "$held_temporary" ] || rm -rf "$held_temporary"
  [ -z "$held_lock" ] || rm -rf "$held_lock"
  held_temporary=
  held_lock=
}

trap 'release_held' EXIT
trap 'release_held; trap - INT; kill -INT $$' INT
trap 'release_held; trap - TERM; kill -TERM $$' TERM

# acquire_lock DIRECTORY WHAT: waits while a running process holds the lock.
acquire_lock() {
  announced=
  ownerless_seconds=0
  until mkdir "$1" 2>/dev/null; do
    owner=$(cat "$1/pid" 2>/dev/null || true)
    # Without a pid, the owner has just created the lock or was killed at that moment.
    [ -n "$owner" ] || ownerless_seconds=$((ownerless_seconds + 1))
    if [ "$ownerless_seconds" -gt 5 ] || { [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; }; then
      # Renamed first, so that only one of several waiting processes removes it.
      mv "$1" "$1.stale.$$" 2>/dev/null && rm -rf "$1.stale.$$"
      ownerless_seconds=0
      continue
    fi
    if [ -z "$announced" ]; then
      echo "Waiting for process ${owner:-unknown}, which is $2 ..." >&2
      announced=yes
    fi
    sleep 1
  done
  held_lock=$1
  echo $$ >"$1/pid"
}

# Removes the temporary files of killed processes. The caller holds the lock.
remove_abandoned_downloads() {
  for abandoned in "$tools_cache"/tmp.*; do
    [ -d "$abandoned" ] || continue
    kill -0 "${abandoned##*.}" 2>/dev/null || rm -rf "$abandoned"
  done
}

# install_tool NAME: returns non-zero, after an error message, if it is not installed.
install_tool() {
  directory=$(tool_directory "$1")
  mkdir -p "$tools_cache" || return 1
  acquire_lock "$tools_cache/lock" "installing tools in $tools_cache"
  remove_abandoned_downloads
  if is_installed "$1" "$directory"; then
    release_held
    return 0
  fi
  rm -rf "$directory"
  held_temporary=$tools_cache/tmp.$$
  mkdir "$held_temporary" || return 1
  url=$(tool_url "$1")
  archive=$held_temporary/${url##*/}
  echo "Downloading $(tool_title "$1") from $url (about $(tool_property "$1" megabytes) MB) ..." >&2
  install_problem=
  if ! expected=$(expected_checksum "$1" "${url##*/}" "$held_temporary"); then
    install_problem="the checksum of $url is not known"
  elif ! fetch "$url" "$archive"; then
    install_problem="the download failed: $url"
  else
    actual=$(checksum "${expected% *}" "$archive")
    if [ "$actual" != "${expected#* }" ]; then
      install_problem="the checksum of $url does not match: expected ${expected#* }, got ${actual:-none}"
    elif ! unpack "$1" "$archive" "$held_temporary/$1"; then
      install_problem="the archive cannot be unpacked: $url"
    elif ! is_installed "$1" "$held_temporary/$1" || ! runs "$1" "$held_temporary/$1"; then
      install_problem="$(tool_title "$1") does not run on this machine ($(platform))"
    elif ! mv "$held_temporary/$1" "$directory"; then
      install_problem="cannot write to $directory"
    fi
  fi
  release_held
  [ -z "$install_problem" ] || {
    echo "error: $install_problem" >&2
    return 1
  }
}

# --- Main function -------------------------------------------------------------------------------

# Prints what to install and exits. Arguments: names of the missing tools.
exit_with_advice() {
  {
    echo "Install the following, then retry:"
    for name in "$@"; do
      echo "  $(tool_advice "$name")"
    done
  } >&2
  exit $exit_tool_missing
}

# may_download NAMES...: whether the user agrees; never asks without a terminal.
may_download() {
  case ${PROVISIONER_DOWNLOADS:-} in
    yes) return 0 ;;
    no) return 1 ;;
  esac
  if [ ! -t 0 ] || [ ! -t 2 ]; then
    echo "Set PROVISIONER_DOWNLOADS=yes to download without a question." >&2
    return 1
  fi
  printf 'Download now? [Y/n] ' >&2
  read -r answer || return 1
  case $answer in
    '' | y | Y | yes | Yes | YES) return 0 ;;
    *) return 1 ;;
  esac
}

# Puts the downloaded Terraform on the PATH if no usable one is there. Returns non-zero if it has yet
# to be downloaded.
use_cached_terraform() {
  terraform_unusable=$(terraform_problem)
  [ -n "$terraform_unusable" ] || return 0
  PATH=$(tool_directory terraform):$PATH
  export PATH
  is_installed terraform "$(tool_directory terraform)"
}

# provide_tools NAMES...: makes the tools available or exits.
provide_tools() {
  missing=
  for name in "$@"; do
    case $name in
      jdk)
        jdk=$(find_jdk)
        if [ -z "$jdk" ]; then
          jdk=$(tool_directory jdk)
          is_installed jdk "$jdk" || missing="$missing jdk"
        fi
        ;;
      maven)
        if command -v mvn >/dev/null 2>&1; then
          mvn=mvn
        else
          mvn=$(tool_directory maven)/bin/mvn
          is_installed maven "$(tool_directory maven)" || missing="$missing maven"
        fi
        ;;
      terraform)
        use_cached_terraform || missing="$missing terraform"
        ;;
    esac
  done
  [ -n "$missing" ] || return 0

  {
    echo "Beta9 Provisioning needs tools that this machine does not have:"
    for name in $missing; do
      url=$(tool_url "$name")
      if [ -z "$url" ]; then
        echo "  $(tool_title "$name"): no download is known for $(platform)"
      else
        echo "  $(tool_title "$name"), about $(tool_property "$name" megabytes) MB, from $url"
        [ "$name" != terraform ] || echo "    ($terraform_unusable)"
      fi
    done
  } >&2
  for name in $missing; do
    # shellcheck disable=SC2086
    [ -n "$(tool_url "$name")" ] || exit_with_advice $missing
  done
  echo "They are verified by checksum and installed in $tools_cache." >&2
  # shellcheck disable=SC2086
  may_download || exit_with_advice $missing
  for name in $missing; do
    # shellcheck disable=SC2086
    install_tool "$name" || exit_with_advice $missing
  done
}
