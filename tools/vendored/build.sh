#!/bin/sh
# Build what the browser gets from others. Needs node and npm; developers only, the result is committed.
# usage: tools/vendored/build.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
to="$root/src/minga/core/interface/static/interface/vendor"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/bootstrap.scss" "$here/echarts.js" "$work"
cd "$work"
npm install --no-audit --no-fund --silent
node node_modules/esbuild/install.js
bin=node_modules/.bin
mkdir -p "$to/bootstrap" "$to/htmx" "$to/echarts" "$to/icons"

"$bin/sass" --quiet --no-source-map --style=compressed --load-path=node_modules/bootstrap/scss bootstrap.scss bootstrap.css
"$bin/rtlcss" bootstrap.css bootstrap.rtl.css >/dev/null
for name in bootstrap bootstrap.rtl; do
  { echo '/*! Bootstrap 5.3.9, MIT, part of it; built by tools/vendored/build.sh */'; python3 "$here/needed.py" "$name.css" | "$bin/esbuild" --minify --loader=css; } >"$to/bootstrap/$name.css"
done
cp node_modules/bootstrap/LICENSE "$to/bootstrap/LICENSE"

cp node_modules/htmx.org/dist/htmx.min.js "$to/htmx/htmx.js"
cp node_modules/htmx.org/LICENSE "$to/htmx/LICENSE"

"$bin/esbuild" echarts.js --bundle --minify --format=esm --target=es2020 --legal-comments=none --outfile="$to/echarts/echarts.js"
cp node_modules/echarts/LICENSE node_modules/echarts/NOTICE "$to/echarts/"
cp node_modules/zrender/LICENSE "$to/echarts/LICENSE.zrender"

python3 "$here/icons.py" node_modules/bootstrap-icons/icons "$to/icons"
cp node_modules/bootstrap-icons/LICENSE "$to/icons/LICENSE"
